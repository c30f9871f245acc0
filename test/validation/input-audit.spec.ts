import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Module, Patch, Post, Put, Query } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { IsOptional, IsString } from 'class-validator';
import { QueryField } from '../../src/platform/validation/field.js';
import { TextField } from '../../src/platform/validation/rest-fields.js';
import { requireInputRules } from '../../src/platform/validation/input-audit.js';
import { UncheckedBody } from '../../src/platform/validation/unchecked-body.decorator.js';
import { InputListPipe } from '../../src/platform/validation/input.pipe.js';

class GoodBody {
  @TextField({ maxLength: 5, description: 'A text.' })
  text!: string;
}

class GoodQuery {
  @QueryField({ description: 'A text.' })
  text?: string;
}

class RulelessBody {
  text!: string;
}

class ForeignBody extends GoodBody {
  @IsString()
  other!: string;
}

class MixedBody {
  @IsOptional()
  @TextField({ maxLength: 5, description: 'A text.' })
  text!: string;
}

@Controller()
class GoodController {
  @Post()
  one(@Body() _body: GoodBody, @Query() _query: GoodQuery, @Query('language') _language: string): string {
    return '';
  }

  @Put()
  many(@Body(new InputListPipe(GoodBody, 3)) _bodies: GoodBody[]): string {
    return '';
  }

  @Post('other')
  other(@UncheckedBody() _body: unknown): string {
    return '';
  }
}

@Controller()
class OpenController {
  @Post()
  one(@Body() _body: RulelessBody): string {
    return '';
  }

  @Put()
  many(@Body() _bodies: GoodBody[]): string {
    return '';
  }

  @Patch('foreign')
  foreign(@Body() _body: ForeignBody): string {
    return '';
  }

  @Patch('untyped')
  untyped(@Body() _body: unknown): string {
    return '';
  }

  @Patch('mixed')
  mixed(@Body() _body: MixedBody): string {
    return '';
  }
}

@Module({ controllers: [GoodController] })
class GoodModule {}

@Module({ imports: [GoodModule], controllers: [OpenController] })
class OpenModule {}

async function audit(module: new () => object): Promise<void> {
  const context = await NestFactory.createApplicationContext(module, { logger: false });
  try {
    requireInputRules(context.get(ModulesContainer));
  } finally {
    await context.close();
  }
}

describe('requireInputRules', () => {
  it('is content with handlers whose bodies and queries have rules, or which read them themselves', async () => {
    await expect(audit(GoodModule)).resolves.toBeUndefined();
  });

  it('names the handlers whose body would get past the pipe unread, or has rules that are not ours', async () => {
    await expect(audit(OpenModule)).rejects.toThrow(
      [
        'OpenController.one has an input that cannot be read. No field of RulelessBody has a rule.',
        'OpenController.many has an input that cannot be read. No field of Array has a rule.',
        'OpenController.foreign has an input that cannot be read. ForeignBody.other has rules that do not come from one decorator of ours.',
        'OpenController.untyped has an input that cannot be read. No field of Object has a rule.',
        'OpenController.mixed has an input that cannot be read. MixedBody.text has rules that do not come from one decorator of ours.',
      ].join('\n'),
    );
  });
});
