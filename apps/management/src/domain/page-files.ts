/** One file of the pages. */
export interface PageFile {
  readonly contentType: string;
  readonly content: string;
}

/** Style sheet, icon and scripts of the pages. */
export abstract class PageFiles {
  abstract file(name: string): PageFile | undefined;
}
