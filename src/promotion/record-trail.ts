import type { PromotionPredicate } from '../attestation/predicates/promotion.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';

type Says = Pick<PromotionPredicate['destination'], 'tags' | 'replaced'>;

/** A record that was written, or may have been. */
interface Written {
  readonly digest: Digest;
  /** The bytes that were signed; undefined if another job wrote it. */
  statement: Digest | undefined;
  /** Undefined if another job wrote it. */
  readonly says: Says | undefined;
  /** Whether the registry has said that it is there. */
  isSure: boolean;
}

/**
 * The records that one promotion has left on one image in one destination: the first names the planned tags, and
 * another follows each time that they come out otherwise.
 */
export class RecordTrail {
  private readonly written: Written[];

  /** @param digest the record that another job of the same plan wrote, if one did. */
  constructor(digest?: Digest) {
    this.written = digest === undefined ? [] : [{ digest, statement: undefined, says: undefined, isSure: true }];
  }

  get last(): Pick<Written, 'digest' | 'says' | 'isSure'> | undefined {
    return this.written.at(-1);
  }

  get isSure(): boolean {
    return this.written.some((each) => each.isSure);
  }

  begin({ digest, statement, says }: Pick<Written, 'digest' | 'statement' | 'says'>): { confirm(): void } {
    const written: Written = { digest, statement, says, isSure: false };
    this.written.push(written);
    return {
      confirm() {
        written.isSure = true;
      },
    };
  }

  /** Finds what a further record corrects, which counts by its statement; the record of another job is read for that. */
  async read(client: RegistryClient, at: { readonly repository: Repository; readonly subject: Digest }) {
    for (const each of this.written) each.statement ??= await readStatementDigest(client, at, each.digest);
    return {
      manifests: this.written.map(({ digest }) => digest),
      statements: this.written.flatMap(({ statement }) => statement ?? []),
    };
  }
}

async function readStatementDigest(
  client: RegistryClient,
  at: { readonly repository: Repository; readonly subject: Digest },
  digest: Digest,
): Promise<Digest | undefined> {
  const [{ readRecord }, { statementDigest }] = await Promise.all([
    import('../records/read.ts'),
    import('../records/stored-record.ts'),
  ]);
  const record = await readRecord(client, at, digest);
  return record && statementDigest(record);
}
