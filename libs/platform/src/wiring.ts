import type { Abstract, FactoryProvider, Type } from '@nestjs/common';

type Token<T> = Type<T> | Abstract<T>;
type Tokens<Arguments extends readonly unknown[]> = { readonly [Index in keyof Arguments]: Token<Arguments[Index]> };

/** Provides a plain class from the tokens of its constructor's parameters: domain classes carry no decorators. */
export function build<T, Arguments extends readonly unknown[]>(made: new (...args: [...Arguments]) => T, ...parts: Tokens<Arguments>): FactoryProvider<T> {
  return { provide: made, useFactory: (...args: unknown[]) => new made(...(args as [...Arguments])), inject: [...parts] };
}

/** Provides a port by an adapter built from the tokens of the adapter's constructor. */
export function adapt<T, Arguments extends readonly unknown[]>(
  port: Token<T>,
  adapter: new (...args: [...Arguments]) => T,
  ...parts: Tokens<Arguments>
): FactoryProvider<T> {
  return { provide: port, useFactory: (...args: unknown[]) => new adapter(...(args as [...Arguments])), inject: [...parts] };
}
