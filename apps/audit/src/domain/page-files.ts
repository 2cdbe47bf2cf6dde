/** One file of the console. */
export interface PageFile {
  readonly contentType: string;
  readonly content: string;
}

/** Style sheet, icon and scripts of the console. */
export abstract class PageFiles {
  abstract file(name: string): PageFile | undefined;
}
