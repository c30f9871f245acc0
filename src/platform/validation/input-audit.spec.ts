import { describe, expect, it } from '@jest/globals';
import { Body, Controller, Module, Post, Put, Query } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import { QueryField } from './field.js';
import { TextField } from './fields.js';
import { requireInputRules } from './input-audit.js';
import { InputListPipe } from './input.pipe.js';

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

  /** Reads the body itself. */
  @Post('other')
  other(@Body() _body: unknown): string {
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

  it('names the handlers whose body would get past the pipe unread', async () => {
    await expect(audit(OpenModule)).rejects.toThrow(
      'The body or query has no rules: OpenController.one (RulelessBody), OpenController.many (Array)',
    );
  });
});
