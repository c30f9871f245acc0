// Loaded into a service before its own code. From SIGUSR2 on it looks each millisecond at the CPU time of the main thread
// and writes the most that passed between two looks, in milliseconds, when the process ends. The wall clock would count
// the time in which others had the core.
import { writeFileSync } from 'node:fs';

let most = 0;
process.once('SIGUSR2', () => {
  let before = used();
  setInterval(() => {
    const now = used();
    most = Math.max(most, now - before);
    before = now;
  }, 1).unref();
});
process.once('exit', () => writeFileSync(process.env.LOOP_WATCH_REPORT, String(most)));

function used() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
