export { isDateTime, toDateTime } from './date-time.js';
export { DecimalField } from './decimal.js';
export * from './description-rules.js';
export {
  ChoiceQueryField,
  field,
  type FieldOptions,
  QueryField,
  SwitchQueryField,
  timeOrEmpty,
  TimeQueryField,
  TRIMMED_TEXT,
  UpdatedAt,
} from './field.js';
export { SchemaVariants, WholeRule, WholeSchema } from './field-rule.js';
export * from './rest-fields.js';
export { formBody } from './form-body.js';
export { requireInputRules } from './input-audit.js';
export {
  ALSO_IN_FORMS,
  ALSO_IN_JSON,
  CLOSED,
  type SchemaPart,
  type Variant,
  VARIANTS,
  WHOLE_FORM_SCHEMA,
  WHOLE_SCHEMA,
} from './input-schemas.js';
export { ignoredParameters, STRICT } from './ignored-parameters.js';
export { InputListPipe, InputPipe } from './input.pipe.js';
export { inBodies } from './input-schemas.js';
export { Messages } from './messages.js';
export { ObjectField, ObjectListField } from './nested-fields.js';
export { ANY_TEXT, FILLED_TEXT } from './patterns.js';
export { isOneOf, isSlug } from './predicates.js';
export { isOn } from './query-switch.js';
export { RefusesUnknownKeys, unknownKeyErrors } from './unknown-keys.js';
export { type Loss, salvageDescription, type UnreadFields } from './salvage-description.js';
export { UncheckedBody } from './unchecked-body.decorator.js';
export { type Problem, readDescription } from './read-description.js';
export { UnreadableBody } from './unreadable-body.js';
