// SPDX-License-Identifier: MIT
// Where a figure of the case growth stands on the horizontal axis is part of its case's name: growth/MEGAMACS.

/** @param {number} macs */
export const caseNameOf = (macs) => `growth/${(macs / 1e6).toFixed(2)}`;

/** @param {string} caseName */
export const megaMacsOf = (caseName) => Number(caseName.split('/')[1]);
