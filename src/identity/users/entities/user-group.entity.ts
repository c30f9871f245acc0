import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A set of rights with a name. */
@Entity('user_group')
@Unique('user_group_name_uq', ['name'])
export class UserGroup {
  @PrimaryGeneratedColumn('identity', { type: 'integer', primaryKeyConstraintName: 'user_group_pk' })
  id!: number;

  @Column('varchar', { length: 255 })
  name!: string;
}
