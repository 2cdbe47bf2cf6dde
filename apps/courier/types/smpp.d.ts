/** The part of the library that is used here and in its tests; it comes without types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';

  /** One protocol data unit; which members it has depends on its command. */
  export interface Pdu {
    readonly command: string;
    readonly command_status: number;
    readonly sequence_number: number;
    readonly system_id?: string;
    readonly password?: string;
    readonly source_addr?: string;
    readonly source_addr_ton?: number;
    readonly source_addr_npi?: number;
    readonly destination_addr?: string;
    readonly dest_addr_ton?: number;
    readonly dest_addr_npi?: number;
    readonly esm_class?: number;
    readonly data_coding?: number;
    readonly registered_delivery?: number;
    readonly short_message?: { readonly udh?: readonly Buffer[]; readonly message: string | Buffer };
    isResponse(): boolean;
    response(options?: Readonly<Record<string, unknown>>): Pdu;
  }

  type Answer = (pdu: Pdu) => void;
  type Parameters = Readonly<Record<string, string | number | Buffer>>;

  /** One connection, of a client or at a server. Its methods answer false where the connection can no longer be written to. */
  export interface Session extends EventEmitter {
    bind_transceiver(parameters: Parameters, answer: Answer): boolean;
    submit_sm(parameters: Parameters, answer: Answer): boolean;
    enquire_link(answer: Answer): boolean;
    deliver_sm(parameters: Parameters, answer: Answer): boolean;
    unbind(answer: Answer): boolean;
    send(pdu: Pdu): boolean;
    close(): void;
    destroy(): void;
  }

  interface Encoding {
    match(text: string): boolean;
    encode(text: string): Buffer;
    decode(bytes: Buffer): string;
  }

  interface Smpp {
    connect(options: Readonly<Record<string, unknown>>): Session;
    createServer(options: Readonly<Record<string, unknown>>, listener: (session: Session) => void): Server;
    readonly encodings: { readonly ASCII: Encoding; readonly UCS2: Encoding };
  }

  const smpp: Smpp;
  export { smpp as default };
}
