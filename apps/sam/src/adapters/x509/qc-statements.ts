import { AsnArray, AsnConvert, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from '@peculiar/asn1-schema';
import type { QcStatementName } from '../../domain/x509/certificate-profile.js';
import type { QcStatementField } from '../../domain/x509/lint/certificate-fields.js';

/** id-pe-qcStatements (RFC 3739 section 3.2.6). */
export const QC_STATEMENTS = '1.3.6.1.5.5.7.1.3';

/** Statements of EN 319 412-5 by their identifiers. */
const names: Readonly<Record<string, QcStatementName>> = {
  '0.4.0.1862.1.1': 'compliance',
  '0.4.0.1862.1.2': 'limit-value',
  '0.4.0.1862.1.3': 'retention-period',
  '0.4.0.1862.1.4': 'sscd',
  '0.4.0.1862.1.5': 'pds',
  '0.4.0.1862.1.6': 'type',
  '0.4.0.1862.1.7': 'legislation',
};

class QcStatement {
  @AsnProp({ type: AsnPropTypes.ObjectIdentifier })
  public statementId = '';

  @AsnProp({ type: AsnPropTypes.Any, optional: true })
  public statementInfo?: ArrayBuffer;
}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: QcStatement })
class QcStatements extends AsnArray<QcStatement> {}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: AsnPropTypes.ObjectIdentifier })
class QcTypes extends AsnArray<string> {}

class PdsLocation {
  @AsnProp({ type: AsnPropTypes.IA5String })
  public url = '';

  @AsnProp({ type: AsnPropTypes.PrintableString })
  public language = '';
}

@AsnType({ type: AsnTypeTypes.Sequence, itemType: PdsLocation })
class PdsLocations extends AsnArray<PdsLocation> {}

/** The statements of the extension's value. Throws on what is no such value. */
export function readQcStatements(value: ArrayBuffer): QcStatementField[] {
  return [...AsnConvert.parse(value, QcStatements)].map(({ statementId, statementInfo }) => {
    const statement = names[statementId] ?? statementId;
    return {
      statement,
      types: statement === 'type' && statementInfo ? [...AsnConvert.parse(statementInfo, QcTypes)] : [],
      disclosures:
        statement === 'pds' && statementInfo ? [...AsnConvert.parse(statementInfo, PdsLocations)].map(({ url, language }) => ({ url, language })) : [],
    };
  });
}
