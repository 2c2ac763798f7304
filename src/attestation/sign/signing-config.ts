import { ServiceSelector, SigningConfig } from '@sigstore/protobuf-specs';
import { decodeJson, FormatError, parseJsonText, property } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { checkEndpoints, type SigstoreEndpoints } from './endpoints.ts';

/** The one version that is read; the first had no versions of APIs. */
const MEDIA_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json';

/** The largest file that is read: that of the public instance has 1 kB (bytes). */
const MAX_BYTES = 1024 * 1024;

type Services = SigningConfig['caUrls'];

type Service = Services[number];

/** Whether a service is to be used at a time; one without a start never is. */
function isUsedAt({ validFor }: Service, now: Date): boolean {
  const { start, end } = validFor ?? {};
  return start !== undefined && start <= now && (end === undefined || now <= end);
}

/** By what services of a kind are chosen. */
interface ServiceChoice {
  /** What they are called, as several. */
  readonly kind: string;
  /** The versions of their API that are spoken. */
  readonly versions: readonly number[];
  /** How many the config asks for; one by default. */
  readonly count?: SigningConfig['rekorTlogConfig'];
  readonly now: Date;
}

/** Refuses a config that wants more witnesses of a kind than one: that is not done here. */
function requireOne(usable: Services, { kind, count }: ServiceChoice): void {
  const operators = new Set(usable.map(({ operator, url }) => operator || url)).size;
  const { selector = ServiceSelector.ANY, count: exact = 1 } = count ?? {};
  const asked = selector === ServiceSelector.ALL ? operators : selector === ServiceSelector.EXACT ? exact : 1;
  if (asked > 1) throw new FormatError(`it asks for ${asked} ${kind}, and only one is used`);
}

/**
 * Picks the service to use: of the newest version that is spoken, and of these the one that was put into use last
 * (sigstore/protobuf-specs, sigstore_trustroot.proto, "SigningConfig").
 */
function pick(services: Services, choice: ServiceChoice): Service | undefined {
  const { kind, versions, now } = choice;
  const usable = services.filter((each) => versions.includes(each.majorApiVersion) && isUsedAt(each, now));
  requireOne(usable, choice);
  const startOf = ({ validFor }: Service) => validFor?.start?.getTime() ?? 0;
  const [best] = usable.toSorted(
    (one, other) => other.majorApiVersion - one.majorApiVersion || startOf(other) - startOf(one),
  );
  if (best !== undefined || services.length === 0) return best;
  const named = services.map(({ url, majorApiVersion }) => `${quote(url)} of version ${majorApiVersion}`).join(', ');
  throw new FormatError(
    `of its ${kind} (${named}) none is in use now and of a version that is spoken here (${versions.join(' or ')})`,
  );
}

function parse(bytes: Uint8Array): SigningConfig {
  if (bytes.byteLength > MAX_BYTES) throw new FormatError('it is larger than 1 MiB');
  const document = parseJsonText(decodeJson(bytes));
  const mediaType = property(document, 'mediaType');
  if (mediaType !== MEDIA_TYPE) {
    throw new FormatError(`it is of the type ${quote(String(mediaType ?? ''))} and not ${quote(MEDIA_TYPE)}`);
  }
  try {
    return SigningConfig.fromJSON(document);
  } catch (error) {
    throw new FormatError(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Reads the addresses of a Sigstore from its signing config, version 0.2.
 *
 * @throws {FormatError} with a clause if it is none, or if none of its services can be used at the time.
 * @throws {InputError} if an address is not safe, or nobody would witness the time.
 */
export function readSigningConfig(bytes: Uint8Array, now: Date): SigstoreEndpoints {
  const { caUrls, rekorTlogUrls, rekorTlogConfig, tsaUrls, tsaConfig } = parse(bytes);
  const fulcio = pick(caUrls, { kind: 'certificate authorities', versions: [1], now });
  if (fulcio === undefined) throw new FormatError('it names no certificate authority ("caUrls")');
  const log = pick(rekorTlogUrls, { kind: 'logs', versions: [1, 2], count: rekorTlogConfig, now });
  const authority = pick(tsaUrls, { kind: 'time-stamping authorities', versions: [1], count: tsaConfig, now });
  return checkEndpoints({
    fulcioUrl: fulcio.url,
    rekorUrl: log?.url,
    ...(log?.majorApiVersion === 2 ? { rekorVersion: 2 } : {}),
    timestampUrl: authority?.url,
  });
}
