// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'archive';
import('../../dist/index.js');
