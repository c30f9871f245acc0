import { Histogram } from 'prom-client';
import { DURATION_BOUNDS, type RequestMeter } from '../http/index.js';

const NAME = 'http_request_duration_seconds';
const HELP = 'How long requests took, by method, route and status';

/** One line of a histogram as the registry writes it. */
interface Line {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

/** The durations that a meter has counted, as a histogram of the library. Nothing is observed through it. */
export class RequestHistogram extends Histogram {
  constructor(private readonly meter: RequestMeter) {
    super({ name: NAME, help: HELP, registers: [] });
  }

  /** What the registry asks of a histogram; the library's types leave it out. */
  async getForPromString(): Promise<object> {
    return Promise.resolve({ name: NAME, help: HELP, type: 'histogram', values: [...this.lines()] });
  }

  private *lines(): Iterable<Line> {
    for (const { method, route, status, counts, total } of this.meter.series()) {
      const labels = { method, route, status };
      let count = 0;
      for (const [place, here] of counts.entries()) {
        count += here;
        const le = DURATION_BOUNDS[place] ?? '+Inf';
        yield { metricName: `${NAME}_bucket`, labels: { le, ...labels }, value: count };
      }
      yield { metricName: `${NAME}_sum`, labels, value: total };
      yield { metricName: `${NAME}_count`, labels, value: count };
    }
  }
}
