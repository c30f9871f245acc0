/** What class-transformer knows of decorated classes. The package exports it from this file only, without types. */
declare module 'class-transformer/cjs/storage.js' {
  import type {
    TransformationType,
    TransformFnParams,
    TransformOptions,
    TypeOptions,
  } from 'class-transformer';

  type Target = abstract new (...args: never[]) => unknown;

  export const defaultMetadataStorage: {
    findTransformMetadatas(
      target: Target,
      property: string,
      transformation: TransformationType,
    ): { transformFn: (params: TransformFnParams) => unknown; options?: TransformOptions }[];
    findTypeMetadata(
      target: Target,
      property: string,
    ): { typeFunction: () => unknown; options?: TypeOptions } | undefined;
    getExposedProperties(target: Target, transformation: TransformationType): string[];
    getExcludedProperties(target: Target, transformation: TransformationType): string[];
    getStrategy(target: Target): 'excludeAll' | 'exposeAll' | 'none';
  };
}
