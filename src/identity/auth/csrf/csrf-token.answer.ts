import { ApiProperty } from '@nestjs/swagger';

/** The token that a page must send with writes that are authenticated by cookies. */
export class CsrfTokenAnswer {
  @ApiProperty({
    description: 'Goes into the header `X-CSRFToken` of each write that is authenticated by cookies.',
    example: 'pX2cV9aQ-5Zm0mZb8Qd1c3sT6p4oJYkW7rV2hE9uLx0',
  })
  csrfToken!: string;
}
