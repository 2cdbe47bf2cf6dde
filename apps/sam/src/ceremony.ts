import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { CeremonyBook } from './adapters/pkcs11/ceremony/ceremony-book.js';
import type { CeremonyOrder } from './adapters/pkcs11/ceremony/ceremony.js';
import { commands, recordedCommands, type CommandWords } from './adapters/pkcs11/ceremony/commands.js';
import { readFamilies } from './adapters/pkcs11/token-family-file.js';
import { readPin } from './adapters/pkcs11/pin-file.js';
import { runByHand } from './command-by-hand.js';

const USAGE = `usage: ceremony [COMMAND] --module PATH --label LABEL --pin-file PATH --so-pin-file PATH [--kek-program PATH] [--book FILE]
       [--module-parameters TEXT] [--family-file PATH] …
  prepare                                               makes a token ready for the SAM; does nothing to one that is (the default)
  describe                                              what the token holds, and who else holds it
  add-generation     --generation N                     the next key-encryption key
  destroy-generation --generation N --census FILE       the end of an old one, in this token
  carry-offer        --offer FILE                       on the target: the public key that keys may travel under
  carry-pack         --offer FILE --parcel FILE --approved-by NAME:FINGERPRINT (twice)
                                                        on the source: the keys under that public key
  carry-open         --parcel FILE --approved-by NAME:FINGERPRINT (twice)
                                                        on the target: the keys, if they are the source’s
  carry-cancel                                          on either: removes what an unfinished carrying left
  initialise                                            label and PINs alone; prepare makes the keys as well
  sign-transcript    --transcript FILE --ceremony-id ID a key for this transcript alone; digests come on stdin (tools/ceremony)
  check-transcript   --transcript FILE --seal FILE      whether this token’s keys sealed it
Each prints what it did as JSON and adds it to the book (--book FILE), which those that change keys need. docs/operations/ceremony.md
`;

const text = { type: 'string' } as const;

/** The command: run by hand, or by the stack before the SAM starts. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      module: text,
      label: text,
      'pin-file': text,
      'so-pin-file': text,
      'kek-program': text,
      'module-parameters': text,
      'family-file': text,
      book: text,
      generation: text,
      census: text,
      offer: text,
      parcel: text,
      'approved-by': { type: 'string', multiple: true },
      transcript: text,
      'ceremony-id': text,
      seal: text,
    },
  });
  const [name = 'prepare', ...more] = positionals;
  const command = commands[name];
  const { module, label, 'pin-file': pinFile, 'so-pin-file': soPinFile, 'kek-program': kekProgram, book } = values;
  if (command === undefined || more.length > 0 || module === undefined || label === undefined || pinFile === undefined || soPinFile === undefined) {
    throw new Error(USAGE);
  }
  if (book === undefined && recordedCommands.includes(name)) throw new Error(`${name} needs --book FILE\n${USAGE}`);
  const secrets = { pin: readPin(pinFile), soPin: readPin(soPinFile) };
  const { 'module-parameters': moduleParameters, 'family-file': familyFile } = values;
  const families = familyFile === undefined ? undefined : readFamilies(familyFile);
  const order: CeremonyOrder = { module, moduleParameters, families, label, ...secrets, soPinFile, ...(kekProgram !== undefined && { kekProgram }) };
  const words: CommandWords = {
    book: book === undefined ? undefined : new CeremonyBook(book),
    now: new Date(),
    need: (option) => {
      const value = Object.entries(values).find(([key]) => key === option)?.[1];
      if (typeof value !== 'string') throw new Error(`${name} needs --${option}\n${USAGE}`);
      return value;
    },
    all: (option) => (option === 'approved-by' ? (values['approved-by'] ?? []) : []),
    say: (line) => void process.stdout.write(`${JSON.stringify(line)}\n`),
    heard: () => createInterface({ input: process.stdin }),
  };
  process.stdout.write(`${JSON.stringify(await command(order, words))}\n`);
}

await runByHand(main);
