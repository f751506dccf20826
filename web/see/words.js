// SPDX-License-Identifier: MIT
// What see.html says, in English; languages/*.json hold the others. see.html carries a copy of what is there from the start.
import { text } from '../strings.js';

export const english = {
  seeTitle: 'What the network sees',
  seeLead:
    'A network looks in layers: the first find edges and colours, those in the middle textures such as fur, the last parts such as ears, eyes and snouts. Each small picture is a map: bright where something was found.',
  seeBack: 'Back to the photos',
  seePhoto: 'Choose a photo',
  seeDropNow: 'Let go to look into it',
  seeStage: 'The picture and its answer',
  seeInput: 'All that the network gets: {size} pixels. Point at a map to see where it is bright.',
  seeDoubt: 'In doubt it looked {n} times, mirrored and from closer by too: the answer is that of all looks, the maps are of the first.',
  seeOver: 'Layer {layer}, map {map}: what it answers to stays bright.',
  seeChoice: 'Layers',
  seeStages: 'One layer of each size',
  seeAll: 'All {n} layers',
  seeOne: 'Layer {n} with all its maps',
  seeLayer: 'Layer {n} of {total}',
  seeMap: 'Map {n}',
  seeMapWeighted: 'Map {n}: {weights}',
  seeWindowFirst: 'This layer holds {maps} patterns that it has learned against every {window} pixels of the picture',
  seeWindow: 'This layer looks for {maps} patterns that it has learned, in windows of {window} cells of the layer before',
  seeMix: 'This layer mixes the maps of the layer before into {maps} new ones, cell by cell',
  seeEach: 'This layer goes over each map of the layer before with a pattern of its own, {window} cells large',
  seeAdd: 'This layer adds what windows of {window} cells have found to what was known before, in {maps} maps',
  seeAddPlain: 'This layer adds two sets of {maps} maps, cell by cell',
  seeMost: 'This layer keeps the strongest of {window} cells, in each of {maps} maps',
  seeMean: 'This layer takes the mean of {window} cells, in each of {maps} maps',
  seePart: '{what}; a map has {size} cells, and one of them sees {seen} pixels, {share} of the picture.',
  seeWhole: '{what}; a map has {size} cells, and one of them sees the whole picture.',
  seeJoin:
    'These maps make the answer. Below each stand its two weights: how much it counts for cat and for dog. The means of all {maps} maps, each times its weight, add up to {cat} for cat and {dog} for dog; 0 would be fifty-fifty.',
  seeWeight: '{label} {weight}',
};

/** @typedef {import('../strings.js').TextKey} TextKey */
/** @typedef {keyof typeof english} OwnKey */

/** As strings.js has it, of this page's words too. @param {TextKey | OwnKey} key @param {Record<string, string>} [values] */
export const say = (key, values) => text(/** @type {TextKey} */ (key), values);
