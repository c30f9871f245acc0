import type PDFDocument from 'pdfkit';
import { visualRuns } from './bidi-runs.js';
import { fitText, type FittedText, type Room } from './fit-text.js';
import { type FontName, Fonts } from './fonts.js';

export interface Style {
  readonly font: FontName;
  readonly size: number;
  readonly color: string;
  readonly align: 'start' | 'center' | 'end';
  /** The text's direction where it differs from the certificate's, as for an address. */
  readonly direction?: 'ltr' | 'auto';
  readonly leading?: number;
  /** See `Room`. */
  readonly breakBelow?: number;
}

const LEADING = 1.3;
/** Any list makes PDFKit shape the run as a whole. Without a list it shapes word by word, in the wrong order. */
const WHOLE_RUN: PDFKit.Mixins.OpenTypeFeatures[] = [];

/** One page for text, tagged and shaped. Positions are in points from the upper left corner. */
export class Sheet {
  readonly document: InstanceType<typeof PDFDocument>;
  readonly fonts: Fonts;
  private readonly direction: 'ltr' | 'rtl';
  private readonly root: PDFKit.PDFStructureElement;

  constructor(document: InstanceType<typeof PDFDocument>, direction: 'ltr' | 'rtl') {
    this.document = document;
    this.direction = direction;
    this.fonts = new Fonts(document);
    this.root = document.struct('Document');
    document.addStructure(this.root);
  }

  /** Breaks a text into lines that fit the width and height, at the style's size or a smaller one. */
  fit(text: string, style: Style, width: number, height: number): FittedText {
    const drawable = this.fonts.drawable(text, style.font);
    const { size, leading = LEADING, breakBelow } = style;
    const room: Room = { width, height, size, leading, breakBelow };
    return fitText(drawable, room, (part) => this.width(part, style, 1));
  }

  /** Draws fitted text from `left`,`y` down; screen readers read `spoken`. @returns where the text ends */
  text(
    tag: string,
    spoken: string,
    fitted: FittedText,
    style: Style,
    left: number,
    y: number,
    width: number,
  ): number {
    const height = fitted.size * (style.leading ?? LEADING);
    this.tagged(tag, { actual: spoken }, () => {
      this.document.fillColor(style.color).fontSize(fitted.size);
      fitted.lines.forEach((line, index) => {
        const free = width - this.width(line, style, fitted.size);
        const share =
          style.align === 'center' ? 0.5 : (style.align === 'start') === (this.direction === 'ltr') ? 0 : 1;
        this.line(line, style, left + free * share, y + index * height + fitted.size * 0.95);
      });
    });
    return y + fitted.lines.length * height;
  }

  /** Draws content, under a tag. */
  tagged(
    tag: string,
    options: PDFKit.Mixins.StructureElementOptions & { actual?: string },
    draw: () => void,
  ): void {
    const content = this.document.markStructureContent(tag);
    draw();
    this.document.endMarkedContent();
    this.root.add(this.document.struct(tag, options, [content]));
  }

  /** Draws an ornament, without a tag. */
  ornament(draw: () => void): void {
    this.document.markContent('Artifact', { type: 'Layout' });
    draw();
    this.document.endMarkedContent();
  }

  /** Calls `draw` with 0,0 at `x`,`y` and `scale` points a unit. A negative scale mirrors. */
  at(x: number, y: number, scale: number | readonly [number, number], draw: () => void): void {
    const [horizontal, vertical] = typeof scale === 'number' ? [scale, scale] : scale;
    this.document.save().transform(horizontal, 0, 0, vertical, x, y);
    draw();
    this.document.restore();
  }

  finish(): void {
    this.root.end();
    this.document.end();
  }

  private line(line: string, style: Style, left: number, baseline: number): void {
    let x = left;
    for (const { text, font } of this.runs(line, style)) {
      this.document
        .font(font)
        .text(text, x, baseline, { lineBreak: false, baseline: 'alphabetic', features: WHOLE_RUN });
      x += this.document.widthOfString(text, { features: WHOLE_RUN });
    }
  }

  private width(text: string, style: Style, size: number): number {
    this.document.fontSize(100);
    const widths = this.runs(text, style).map((run) =>
      this.document.font(run.font).widthOfString(run.text, { features: WHOLE_RUN }),
    );
    this.document.fontSize(size);
    return (widths.reduce((sum, width) => sum + width, 0) * size) / 100;
  }

  private runs(line: string, style: Style) {
    return visualRuns(line, style.direction ?? this.direction, (character) =>
      this.fonts.fontFor(character, style.font),
    );
  }
}
