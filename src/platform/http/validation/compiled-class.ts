import { TransformationType, type TransformFnParams } from 'class-transformer';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage, type ValidationArguments } from 'class-validator';

type Validators = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>;
type Validator = Validators[number];

/** class-validator's name for the rule that a nested object keeps its own. */
const NESTED = 'nestedValidation';

/** One field of a class, with its conversions and rules in the order in which the two libraries apply them. */
interface CompiledField {
  readonly name: string;
  readonly transforms: readonly ((params: TransformFnParams) => unknown)[];
  readonly conditions: readonly ((object: object, value: unknown) => boolean)[];
  readonly rules: readonly CompiledRule[];
  /** For an object, or a list of objects, with rules of its own. */
  readonly nested: Compiled<object> | undefined;
}

interface CompiledRule {
  readonly validate: (value: unknown, args: ValidationArguments) => boolean;
  readonly constraints: unknown[];
}

/** Converts and checks a body: the instance, or undefined when a rule is broken or the body is out of the ordinary. */
export type Compiled<T> = (body: unknown) => T | undefined;

/**
 * Reads a class's class-validator and class-transformer decorators once and makes a function of them, so that a request
 * pays for the rules and not for looking them up: 1 µs a body where the libraries take 20.
 *
 * @throws Error at the start of the service for what it does not know: groups, rules that wait, and others.
 */
export function compileClass<T extends object>(type: new () => T): Compiled<T> {
  const fields = compileFields(type);
  return (body) => {
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
    const instance = new type();
    const values = instance as Record<string, unknown>;
    for (const field of fields) {
      // Neither JSON nor a form holds undefined.
      if ((body as Record<string, unknown>)[field.name] === undefined) continue;
      const value = converted(field, body as Record<string, unknown>);
      if (value === UNUSUAL) return undefined;
      values[field.name] = value;
    }
    for (const field of fields) {
      if (!keepsRules(field, instance, values[field.name], type.name)) return undefined;
    }
    return instance;
  };
}

const TO_INSTANCE = TransformationType.PLAIN_TO_CLASS;
const NO_OPTIONS = {};

/** Not a value: the body is not for the compiled way. */
const UNUSUAL = Symbol('unusual');

function converted({ name, transforms, nested }: CompiledField, body: Record<string, unknown>): unknown {
  let value = body[name];
  if (nested !== undefined) return convertedNested(nested, value);
  for (const transform of transforms) {
    value = transform({ value, key: name, obj: body, type: TO_INSTANCE, options: NO_OPTIONS });
  }
  return isFlat(value) ? value : UNUSUAL;
}

/** Null and absence are for the rules of the field to judge; other things that are no objects for the libraries. */
function convertedNested(nested: Compiled<object>, value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (!Array.isArray(value)) return nested(value) ?? UNUSUAL;
  const instances: object[] = [];
  for (const element of value) {
    const instance = nested(element);
    if (instance === undefined) return UNUSUAL;
    instances.push(instance);
  }
  return instances;
}

/** Whether class-transformer would hand the value on as it is (of an array, a copy). */
function isFlat(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isPrimitive));
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function keepsRules(field: CompiledField, object: object, value: unknown, targetName: string): boolean {
  for (const applies of field.conditions) if (!applies(object, value)) return true;
  // One for all rules of the field: of a bulk of 10,000 questions each would leave as many behind.
  const about: ValidationArguments = { value, constraints: [], targetName, object, property: field.name };
  for (const { validate, constraints } of field.rules) {
    about.constraints = constraints;
    if (!validate(value, about)) return false;
  }
  return true;
}

function compileFields(type: new () => object): CompiledField[] {
  const storage = getMetadataStorage();
  const byField = storage.groupByPropertyName(storage.getTargetValidationMetadatas(type, '', false, false));
  demand(
    type,
    defaultMetadataStorage.getStrategy(type) === 'none' &&
      defaultMetadataStorage.getExposedProperties(type, TO_INSTANCE).length === 0 &&
      defaultMetadataStorage.getExcludedProperties(type, TO_INSTANCE).length === 0,
    'exposed or excluded fields',
  );
  demand(type, Object.keys(byField).length > 0, 'no rules');
  const inherited = Object.keys(byField).some((name) => name in Object.prototype);
  demand(type, !inherited, 'fields that every object has');
  return Object.entries(byField).map(([name, validators]) => {
    const transforms = defaultMetadataStorage.findTransformMetadatas(type, name, TO_INSTANCE);
    const nested = compileNested(type, name, validators);
    demand(type, nested === undefined || transforms.length === 0, 'conversions of nested objects');
    for (const { options = {} } of transforms) {
      demand(type, !options.groups && !options.since && !options.until, 'conditional conversions');
    }
    return {
      name,
      transforms: transforms.map(({ transformFn }) => transformFn),
      ...compileRules(type, validators),
      nested,
    };
  });
}

/** The class of a nested object stands in the one library, that it is to be checked in the other. */
function compileNested(
  type: new () => object,
  name: string,
  validators: Validators,
): Compiled<object> | undefined {
  const metadata = defaultMetadataStorage.findTypeMetadata(type, name);
  const checked = validators.some((validator) => validator.type === NESTED);
  demand(type, (metadata !== undefined) === checked, 'nested objects without a class or without rules');
  if (metadata === undefined) return undefined;
  demand(type, metadata.options?.discriminator === undefined, 'nested objects of several classes');
  return compileClass(metadata.typeFunction() as new () => object);
}

function compileRules(
  type: new () => object,
  validators: Validators,
): Pick<CompiledField, 'conditions' | 'rules'> {
  const kinds = ['isDefined', 'customValidation', 'conditionalValidation', 'whitelistValidation', NESTED];
  for (const { type: kind, groups, validateIf, each } of validators as readonly Partial<Validator>[]) {
    demand(type, kinds.includes(kind ?? ''), `rules of the kind ${String(kind)}`);
    const forElements = each && kind !== NESTED;
    demand(type, !groups?.length && !validateIf && !forElements, 'rules for groups, conditions or elements');
  }
  const ofKind = (kind: string): Validators => validators.filter((validator) => validator.type === kind);
  return {
    conditions: ofKind('conditionalValidation').map(
      ({ constraints }) => constraints[0] as CompiledField['conditions'][number],
    ),
    rules: [...ofKind('isDefined'), ...ofKind('customValidation')].flatMap((validator) =>
      compileRule(type, validator),
    ),
  };
}

function compileRule(type: new () => object, { constraintCls, constraints }: Validator): CompiledRule[] {
  return getMetadataStorage()
    .getTargetValidatorConstraints(constraintCls)
    .map(({ async, instance }) => {
      demand(type, !async, 'rules that wait');
      return { constraints, validate: (value, args) => instance.validate(value, args) === true };
    });
}

function demand(type: new () => object, condition: boolean, what: string): void {
  if (!condition) throw new Error(`${type.name} cannot be compiled: it has ${what}. Use InputPipe.`);
}
