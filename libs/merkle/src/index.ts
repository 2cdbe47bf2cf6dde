export { isConsistent, type HashTree } from './consistency.js';
export { Frontier } from './frontier.js';
export { isIncluded, type PlacedLeaf } from './inclusion.js';
export { BLOCK, KeptHashes, LogTree, subtreesToKeep, type WholeSubtree } from './log-tree.js';
export { MemoryHashes } from './memory-hashes.js';
export { EMPTY_ROOT, nodeHash } from './node-hash.js';
