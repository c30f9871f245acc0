import { applyDecorators } from '@nestjs/common';
import { JoinColumn, ManyToOne, type RelationOptions } from 'typeorm';

/**
 * A many-to-one relation whose column and foreign key have names of our own, as all constraints have.
 * @param column name of the column in this entity's table
 * @param constraint name of the foreign key
 */
export function Reference(
  entity: () => new () => object,
  column: string,
  constraint: string,
  options: RelationOptions = {},
): PropertyDecorator {
  return applyDecorators(
    ManyToOne(entity, options),
    JoinColumn({ name: column, foreignKeyConstraintName: constraint }),
  );
}
