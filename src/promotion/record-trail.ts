import type { PromotionPredicate } from '../attestation/predicates/promotion.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';

/** What a record says that its image has. */
type Says = Pick<PromotionPredicate['destination'], 'tags' | 'replaced'>;

/** A record that was written, or may have been. */
interface Written {
  /** Its manifest. */
  readonly digest: Digest;
  /** The bytes that were signed; undefined if another job wrote it. */
  statement: Digest | undefined;
  /** Undefined if another job wrote it. */
  readonly says: Says | undefined;
  /** Whether the registry has said that it is there. */
  isSure: boolean;
}

/** What a correction names. */
interface Earlier {
  /** For lists. */
  readonly manifests: readonly Digest[];
  /** What counts. */
  readonly statements: readonly Digest[];
}

/**
 * The records that one promotion has left on one image in one destination: first one of the tags that are planned, and
 * another one each time that they come out otherwise.
 */
export class RecordTrail {
  private readonly written: Written[];

  /** @param digest the record that another job of the same plan wrote, where one did. */
  constructor(digest?: Digest) {
    this.written = digest === undefined ? [] : [{ digest, statement: undefined, says: undefined, isSure: true }];
  }

  /** What the last record says, and whether it is certain that this is there; undefined if there is none. */
  get last(): Pick<Written, 'digest' | 'says' | 'isSure'> | undefined {
    return this.written.at(-1);
  }

  /** Whether the registry has said of any record that it is there. */
  get isSure(): boolean {
    return this.written.some((each) => each.isSure);
  }

  /** Notes a record that is about to be attached. */
  begin({ digest, statement, says }: Pick<Written, 'digest' | 'statement' | 'says'>): { confirm(): void } {
    const written: Written = { digest, statement, says, isSure: false };
    this.written.push(written);
    return {
      confirm() {
        written.isSure = true;
      },
    };
  }

  /** Finds what a further record corrects; the record of another job is read for that. */
  async read(
    client: RegistryClient,
    at: { readonly repository: Repository; readonly subject: Digest },
  ): Promise<Earlier> {
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
