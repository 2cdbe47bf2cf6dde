import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { RegisterClient } from '../domain/register-client.js';
import { Register, type RegisteredClient, type RegisteredLogin } from '../domain/register.js';
import { parse } from './parse.js';
import { requests } from './requests.js';

/** Who is known: subscribers, their clients, their signers, and how these log in. */
@Controller('management/v1')
export class ManagementController {
  constructor(
    private readonly register: Register,
    private readonly registerClient: RegisterClient,
  ) {}

  @Post('subscribers')
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  async subscriber(@Body() body: unknown): Promise<{ subscriberId: string }> {
    const { name } = parse(requests.subscriber, body);
    return { subscriberId: await this.register.subscriber(name) };
  }

  @Post('clients')
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  client(@Body() body: unknown): Promise<RegisteredClient> {
    const { multisign, keys, ...registration } = parse(requests.client, body);
    return this.registerClient.run(registration, { multisign, keys });
  }

  @Post('signers')
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  async signer(@Body() body: unknown): Promise<{ signerId: string }> {
    const { subscriberId, name } = parse(requests.signer, body);
    return { signerId: await this.register.signer(subscriberId, name) };
  }

  /** A user name and password for the API's auth/login; the password is made behind here and told this once. */
  @Post('logins')
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  login(@Body() body: unknown): Promise<RegisteredLogin> {
    return this.register.login(parse(requests.login, body));
  }
}
