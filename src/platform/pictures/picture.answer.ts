import { ApiProperty } from '@nestjs/swagger';
import { IMAGE_TYPES } from '../images/index.js';
import { UpdatedAt } from '../validation/index.js';

/** Facts about a stored picture, without the picture itself. */
export class PictureInfo {
  @ApiProperty({ description: 'As it was found by its content.', enum: IMAGE_TYPES, example: 'image/png' })
  content_type!: string;

  @ApiProperty({ type: 'integer', description: 'Size in bytes.', example: 20480 })
  size!: number;
}

/** The answer to setting a picture. */
export class PictureAnswer extends PictureInfo {
  @UpdatedAt()
  updated_at!: string;
}
