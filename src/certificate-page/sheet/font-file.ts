import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Characters above are private or unassigned. */
const LAST_CHARACTER = 0x3ffff;
const FAMILY_NAMES = [16, 1];

/** The file of a font, of which only the list of characters and the name are read: some have 9 MB. */
export class FontFile {
  readonly family: string;
  private readonly characters = new Uint8Array((LAST_CHARACTER + 1) / 8);

  /** @throws Error naming the file when it is no TrueType or OpenType font, or a damaged one */
  constructor(path: string) {
    try {
      this.family = this.readFrom(path);
    } catch {
      throw new Error(`${path} is no TrueType or OpenType font`);
    }
  }

  has(character: string): boolean {
    const codePoint = character.codePointAt(0) ?? 0;
    return codePoint <= LAST_CHARACTER && (this.characters[codePoint >> 3]! & (1 << (codePoint & 7))) !== 0;
  }

  /** Reads the characters. @returns the family's name */
  private readFrom(path: string): string {
    const file = openSync(path, 'r');
    try {
      const tables = tablesOf(file);
      const [names, characters] = ['name', 'cmap'].map((tag) => read(file, ...(tables.get(tag) ?? [0, 0])));
      const { size } = fstatSync(file);
      const isCutOff = [...tables.values()].some(([offset, length]) => offset + length > size);
      if (isCutOff || !names?.length || !characters?.length) throw new Error('It lacks a table');
      this.addCharacters(characters);
      return familyIn(names);
    } finally {
      closeSync(file);
    }
  }

  /** Reads the subtables of Unicode, formats 4 and 12 of https://learn.microsoft.com/typography/opentype/spec/cmap. */
  private addCharacters(table: Buffer): void {
    for (let index = 0; index < table.readUInt16BE(2); index += 1) {
      const record = 4 + 8 * index;
      const platform = table.readUInt16BE(record);
      const subtable = table.subarray(table.readUInt32BE(record + 4));
      if (platform !== 0 && platform !== 3) continue;
      const format = subtable.readUInt16BE(0);
      if (format === 4) this.addSegments(subtable);
      if (format === 12) this.addGroups(subtable);
    }
  }

  private addSegments(table: Buffer): void {
    const length = table.readUInt16BE(6);
    for (let at = 0; at < length; at += 2) {
      const end = table.readUInt16BE(14 + at);
      const start = table.readUInt16BE(16 + length + at);
      const delta = table.readUInt16BE(16 + 2 * length + at);
      const range = 16 + 3 * length + at;
      const offset = table.readUInt16BE(range);
      for (let code = start; code <= end && code !== 0xffff; code += 1) {
        const glyph =
          offset === 0 ? (code + delta) & 0xffff : table.readUInt16BE(range + offset + 2 * (code - start));
        if (glyph !== 0) this.add(code);
      }
    }
  }

  private addGroups(table: Buffer): void {
    for (let index = 0; index < table.readUInt32BE(12); index += 1) {
      const group = 16 + 12 * index;
      const end = Math.min(LAST_CHARACTER, table.readUInt32BE(group + 4));
      for (let code = table.readUInt32BE(group); code <= end; code += 1) this.add(code);
    }
  }

  private add(code: number): void {
    this.characters[code >> 3]! |= 1 << (code & 7);
  }
}

function tablesOf(file: number): Map<string, [offset: number, length: number]> {
  const head = read(file, 0, 12);
  const directory = head.length < 12 ? head.subarray(12) : read(file, 12, 16 * head.readUInt16BE(4));
  return new Map(
    Array.from({ length: Math.floor(directory.length / 16) }, (_, index) => {
      const entry = directory.subarray(16 * index);
      return [entry.toString('latin1', 0, 4), [entry.readUInt32BE(8), entry.readUInt32BE(12)]];
    }),
  );
}

function read(file: number, offset: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  return buffer.subarray(0, readSync(file, buffer, 0, length, offset));
}

/** The family's name for typesetters, else that for word processors. */
function familyIn(table: Buffer): string {
  const texts = table.readUInt16BE(4);
  for (const wanted of FAMILY_NAMES) {
    for (let index = 0; index < table.readUInt16BE(2); index += 1) {
      const record = table.subarray(6 + 12 * index);
      if (record.readUInt16BE(0) !== 3 || record.readUInt16BE(6) !== wanted) continue;
      const start = texts + record.readUInt16BE(10);
      const name = Buffer.from(table.subarray(start, start + record.readUInt16BE(8)));
      return name.swap16().toString('utf16le');
    }
  }
  return '';
}
