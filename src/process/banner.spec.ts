import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { banner } from './banner.js';

const PLACE = {
  publicUrl: 'http://localhost:8150',
  port: 8150,
  role: 'all',
  dataDir: resolve('data'),
} as const;

describe('the first hints', () => {
  it('begin with the settings that commands in another shell need, where they are not the defaults', () => {
    expect(banner({ ...PLACE, dataDir: '/srv/my data', port: 8161 })).toContain(
      "listens.\n\n    other shells   export DATA_DIR='/srv/my data' PORT=8161\n    Swagger UI ",
    );
    expect(banner(PLACE)).not.toContain('export');
  });
});
