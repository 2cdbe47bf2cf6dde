/** Where the approval page is. */
export class ApprovalPage {
  constructor(private readonly origin: string) {}

  /** Address of the page for one request. What it shows is behind the `#`, which no server ever sees. */
  address(uid: string, statement: string): string {
    return `${this.origin}/#${new URLSearchParams({ uid, statement }).toString()}`;
  }
}
