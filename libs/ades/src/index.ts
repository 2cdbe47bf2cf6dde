export { AdesError, type AdesErrorCode } from './ades-error.js';
export { describeSignatureAlgorithm, digestOid, signatureAlgorithm, type DigestAlgorithm, type KeyFamily, type SignatureAlgorithm } from './algorithms.js';
export { completeCms, prepareCms, type CmsRequest, type PreparedCms } from './cms/detached-cms.js';
export { completePdf } from './complete-pdf.js';
export type { ByteRange } from './pdf/byte-range.js';
export { preparePdf, type PdfRequest, type PreparedPdf } from './prepare-pdf.js';
