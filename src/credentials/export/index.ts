export { ExportController } from './export.controller.js';
export { ExportQuery } from './dto/export.query.js';
export { ExportService } from './export.service.js';
export { EXPORT_FIELDS, exportStatement, USUAL_FIELDS } from './export.sql.js';
