import type { CLibrary } from "./library.ts";

/** Molecules, sequences, astronomy, instruments. */
export const chemistryAndBiology: readonly CLibrary[] = [
  {
    name: "Indigo",
    families: [
      {
        acquire: "indigoLoadMoleculeFromString indigoLoadQueryMoleculeFromString indigoLoadReactionFromString",
        release: "indigoFree",
      },
    ],
    lends: "indigoSmiles indigoCanonicalSmiles indigoMolfile indigoCml indigoGetLastError indigoVersion indigoToString",
  },
  {
    name: "HTSlib",
    families: [
      { acquire: "hts_open hts_open_format hts_hopen sam_open bcf_open", release: "hts_close" },
      {
        acquire: "sam_hdr_read sam_hdr_init sam_hdr_dup bam_hdr_read bam_hdr_init",
        release: "sam_hdr_destroy bam_hdr_destroy",
      },
      { acquire: "bam_init1 bam_dup1", release: "bam_destroy1" },
      { acquire: "bcf_init bcf_init1 bcf_dup", release: "bcf_destroy bcf_destroy1" },
      { acquire: "bcf_hdr_read bcf_hdr_init bcf_hdr_dup", release: "bcf_hdr_destroy" },
      { acquire: "sam_index_load sam_index_load2 bcf_index_load hts_idx_load", release: "hts_idx_destroy" },
      { acquire: "sam_itr_queryi sam_itr_querys bcf_itr_querys", release: "hts_itr_destroy sam_itr_destroy" },
      { acquire: "fai_load fai_load3", release: "fai_destroy" },
      { acquire: "faidx_fetch_seq fai_fetch", release: "free" },
      { acquire: "tbx_index_load", release: "tbx_destroy" },
    ],
  },
  {
    name: "minimap2, Parasail, WFA2, Edlib",
    families: [
      { acquire: "mm_idx_reader_open", release: "mm_idx_reader_close" },
      { acquire: "mm_idx_reader_read mm_idx_load mm_idx_str", release: "mm_idx_destroy" },
      { acquire: "mm_tbuf_init", release: "mm_tbuf_destroy" },
      {
        acquire: "parasail_sw parasail_nw parasail_sg parasail_sw_trace parasail_nw_trace parasail_sg_trace",
        release: "parasail_result_free",
      },
      { acquire: "parasail_matrix_create", release: "parasail_matrix_free" },
      { acquire: "wavefront_aligner_new", release: "wavefront_aligner_delete" },
      { acquire: "edlibAlignmentToCigar", release: "free" },
    ],
  },
  {
    name: "ViennaRNA",
    families: [{ acquire: "vrna_fold_compound vrna_fold_compound_comparative", release: "vrna_fold_compound_free" }],
  },
  {
    name: "NIfTI",
    families: [{ acquire: "nifti_image_read nifti_copy_nim_info nifti_make_new_nim", release: "nifti_image_free" }],
  },
  {
    name: "HDF5",
    families: [
      { acquire: "H5Fopen H5Fcreate", release: "H5Fclose" },
      { acquire: "H5Dopen2 H5Dcreate2", release: "H5Dclose" },
      { acquire: "H5Gopen2 H5Gcreate2", release: "H5Gclose" },
      { acquire: "H5Aopen H5Aopen_by_name H5Acreate2", release: "H5Aclose" },
      { acquire: "H5Screate H5Screate_simple H5Dget_space H5Aget_space H5Scopy", release: "H5Sclose" },
      {
        acquire:
          "H5Tcopy H5Tcreate H5Dget_type H5Aget_type H5Tvlen_create H5Tarray_create2 H5Tget_member_type H5Tget_super H5Tget_native_type H5Tenum_create",
        release: "H5Tclose",
      },
      { acquire: "H5Pcreate H5Pcopy H5Dget_create_plist", release: "H5Pclose" },
      { acquire: "H5Oopen", release: "H5Oclose" },
      { acquire: "H5Tget_member_name", release: "H5free_memory free" },
    ],
  },
];
