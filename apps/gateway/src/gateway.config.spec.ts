import { describe, expect, it } from '@jest/globals';
import { gatewayConfig } from './gateway.config.js';

const { origins, provider, specs } = gatewayConfig.shape;

describe('the settings', () => {
  it.each(['http://identity.localhost:4000', 'https://as.example/prefix'])('take %s for the authorisation server', (text) => {
    expect(origins.identity.parse(text)).toBe(text);
  });

  it.each(['https://as.example/', 'as.example', ''])('do not take %j', (text) => {
    expect(() => origins.identity.parse(text)).toThrow();
  });

  it.each(['1.0.4.0', '2', '2.2', '2.2.0.0 '])('do not take %j for the version of v2', (text) => {
    expect(() => specs.v2.parse(text)).toThrow();
  });

  it.each(['2.0.0.0', '1', '1.0', '1.0.4.0.0'])('do not take %j for the version of v1', (text) => {
    expect(() => specs.v1.parse(text)).toThrow();
  });

  it.each(['fr', 'FRA', ''])('do not take %j for a country', (text) => {
    expect(() => provider.region.parse(text)).toThrow();
  });
});
