/** Lets time go by. */
export abstract class Pause {
  abstract wait(milliseconds: number): Promise<void>;
}
