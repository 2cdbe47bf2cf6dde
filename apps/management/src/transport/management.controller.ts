import { Body, Controller, Header, HttpCode, Post } from '@nestjs/common';
import { OpenCredential, type Invitation } from '../domain/open-credential.js';
import { RegisterClient } from '../domain/register-client.js';
import { Register, type RegisteredClient } from '../domain/register.js';
import { parse } from './parse.js';
import { requests } from './requests.js';

/** What enrolment needs, one resource a method. */
@Controller('management/v1')
export class ManagementController {
  constructor(
    private readonly register: Register,
    private readonly registerClient: RegisterClient,
    private readonly openCredential: OpenCredential,
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
    const { multisign, ...registration } = parse(requests.client, body);
    return this.registerClient.run(registration, multisign);
  }

  @Post('signers')
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  async signer(@Body() body: unknown): Promise<{ signerId: string }> {
    const { subscriberId, name } = parse(requests.signer, body);
    return { signerId: await this.register.signer(subscriberId, name) };
  }

  @Post('credentials')
  @HttpCode(201)
  @Header('cache-control', 'no-store')
  credential(@Body() body: unknown): Promise<Invitation> {
    return this.openCredential.run(parse(requests.credential, body));
  }
}
