import { InputError } from '../../errors.ts';
import { isLoopback } from '../../oci/oci-registry-name.ts';
import { isExcepted } from './no-proxy.ts';

/** Which proxies a run goes through, as the variables of its environment say. */
export interface ProxySettings {
  /** For plain HTTP; empty where there is none. */
  readonly httpProxy: string;
  /** For HTTPS; empty where there is none. */
  readonly httpsProxy: string;
  /** Hosts that are spoken to directly; see {@link isExcepted}. */
  readonly noProxy: string;
}

/** Reads a variable that has two spellings; the lower-case one wins, as for curl and Go, even where it is empty. */
function read(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  return (environment[name.toLowerCase()] ?? environment[name] ?? '').trim();
}

function readProxy(environment: Readonly<Record<string, string | undefined>>, name: string): string {
  const value = read(environment, name);
  if (value === '') return '';
  // "proxy:3128" is taken for "http://proxy:3128" everywhere.
  const url = URL.parse(value.includes('://') ? value : `http://${value}`);
  if (url !== null && url.hostname !== '' && (url.protocol === 'http:' || url.protocol === 'https:')) {
    // A proxy has no path; curl passes over one, and undici takes none.
    return Object.assign(url, { pathname: '/', search: '', hash: '' }).href;
  }
  // The value may hold a password and is not shown.
  throw new InputError(
    `Cannot use the proxy of the variable ${name}: it is no address that begins with "http://" or "https://"; correct or remove the variable`,
  );
}

/**
 * Reads `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in capitals or not.
 *
 * @returns undefined where no proxy is set.
 * @throws {InputError} where a proxy's address cannot be used.
 */
export function readProxySettings(
  environment: Readonly<Record<string, string | undefined>>,
): ProxySettings | undefined {
  const httpProxy = readProxy(environment, 'HTTP_PROXY');
  const httpsProxy = readProxy(environment, 'HTTPS_PROXY');
  return httpProxy === '' && httpsProxy === ''
    ? undefined
    : { httpProxy, httpsProxy, noProxy: read(environment, 'NO_PROXY') };
}

/** Lists what must not be shown of the proxies: passwords, as they are written, as they are meant, and as they are sent. */
export function secretsOfProxies({ httpProxy, httpsProxy }: ProxySettings): readonly string[] {
  return [httpProxy, httpsProxy].flatMap((text) => {
    const url = URL.parse(text);
    if (url === null || (url.username === '' && url.password === '')) return [];
    const [username, password] = [decode(url.username), decode(url.password)];
    const sent = Buffer.from(`${username}:${password}`).toString('base64');
    return [url.password, password, sent].filter((secret) => secret !== '');
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Returns the proxy that an address is reached through; empty where there is none.
 *
 * This machine is never reached through a proxy, which would take it for itself.
 */
export function proxyFor(url: URL, settings: ProxySettings | undefined): string {
  if (settings === undefined || isLoopback(url.hostname) || isExcepted(url, settings.noProxy)) return '';
  return url.protocol === 'https:' ? settings.httpsProxy : settings.httpProxy;
}
