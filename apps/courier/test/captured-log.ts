import { Log } from '@paraph/platform';
import { inspect } from 'node:util';

/** Keeps whatever it is told, as text and whole: more of an error than the real log ever writes. */
export class CapturedLog extends Log {
  readonly lines: string[] = [];

  constructor() {
    super('courier', 'silent');
  }

  override debug(event: string, fields: object = {}): void {
    this.keep(event, fields);
  }

  override info(event: string, fields: object = {}): void {
    this.keep(event, fields);
  }

  override warn(event: string, fields: object = {}): void {
    this.keep(event, fields);
  }

  override error(event: string, error: unknown, fields: object = {}): void {
    this.keep(event, { ...fields, error });
  }

  private keep(event: string, fields: object): void {
    this.lines.push(`${event} ${inspect(fields, { depth: 20, showHidden: true, maxStringLength: null, breakLength: Infinity })}`);
  }
}
