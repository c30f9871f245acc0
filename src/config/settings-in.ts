import type { Env } from './config.js';
import { loadConfig } from './load-config.js';

/** Names of the settings that an environment has, for lists of what to keep. Values stay out: some are secrets. */
export function settingsIn(env: Env): string[] {
  const asked = new Set<string>();
  const noting = new Proxy(env, {
    get: (target, name: string) => {
      asked.add(name);
      return target[name];
    },
  });
  loadConfig(noting);
  return [...asked].filter((name) => (env[name] ?? '').trim() !== '').sort();
}
