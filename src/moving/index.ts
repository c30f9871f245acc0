export { BACK_FORMATS, type BackCounts, type BackFormat, WayBack } from './back/way-back.js';
export { movingEntities } from './entities/index.js';
export { MovingRun } from './entities/moving-run.entity.js';
export { MovingModule } from './moving.module.js';
export { type ImportOptions, type ImportResult, importOpenedx } from './import/import-openedx.js';
export { type Media, readMedia } from './import/pictures.js';
export { Report } from './import/report.js';
export { readSourceAddress, type SourceAddress } from './import/source/source-address.js';
