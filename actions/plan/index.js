// Written by "npm run docs" from src/faces.
globalThis[Symbol.for('sealift.command')] = 'plan';
import('../../dist/index.js');
