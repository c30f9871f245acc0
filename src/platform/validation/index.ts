export {
  MailAddressField,
  NameListField,
  UpdatedAt,
  UuidListField,
  WebAddressField,
} from './address-fields.js';
export { CompiledListPipe, CompiledPipe } from './compiled.js';
export { CompiledInputPipe } from './compiled-input.pipe.js';
export { isDateTime, toDateTime } from './date-time.js';
export { DecimalField } from './decimal.js';
export * from './fields.js';
export { formBody } from './form-body.js';
export { Messages } from './messages.js';
export { isOn } from './query-switch.js';
export { type Problem, readDescription } from './read-description.js';
export * from './rules.js';
export { TextListField } from './text-list.js';
