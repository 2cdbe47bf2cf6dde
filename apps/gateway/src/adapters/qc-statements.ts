import { AsnArray, AsnConvert, AsnProp, AsnPropTypes, AsnType, AsnTypeTypes } from '@peculiar/asn1-schema';

/** One statement (RFC 3739 section 3.2.6); what it says beside its identifier is not read. */
class QcStatement {
  @AsnProp({ type: AsnPropTypes.ObjectIdentifier })
  statementId = '';

  @AsnProp({ type: AsnPropTypes.Any, optional: true })
  statementInfo?: ArrayBuffer;
}

/** The extension's value. */
@AsnType({ type: AsnTypeTypes.Sequence, itemType: QcStatement })
class QcStatements extends AsnArray<QcStatement> {}

/** The extension (RFC 3739 section 3.2.6). */
export const id_pe_qcStatements = '1.3.6.1.5.5.7.1.3';

/** Identifiers of the statements in the extension's DER. */
export function qcStatementIds(der: ArrayBuffer): string[] {
  return Array.from(AsnConvert.parse(der, QcStatements), ({ statementId }) => statementId);
}
