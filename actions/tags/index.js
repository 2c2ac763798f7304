// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'tags';
import('../../dist/index.js');
