import type { CLibrary } from "./library.ts";

/** PDF, e-books, office files. */
export const documents: readonly CLibrary[] = [
  {
    name: "PDFium",
    families: [
      {
        acquire:
          "FPDF_LoadDocument FPDF_LoadMemDocument FPDF_LoadMemDocument64 FPDF_LoadCustomDocument FPDF_CreateNewDocument FPDFAvail_GetDocument FPDF_ImportNPagesToOne",
        release: "FPDF_CloseDocument",
      },
      { acquire: "FPDF_LoadPage FPDFPage_New", release: "FPDF_ClosePage" },
      { acquire: "FPDFText_LoadPage", release: "FPDFText_ClosePage" },
      { acquire: "FPDFText_FindStart", release: "FPDFText_FindClose" },
      { acquire: "FPDFLink_LoadWebLinks", release: "FPDFLink_CloseWebLinks" },
      {
        acquire: `FPDFBitmap_Create FPDFBitmap_CreateEx FPDFImageObj_GetBitmap FPDFImageObj_GetRenderedBitmap
          FPDFPage_GetThumbnailAsBitmap FPDFTextObj_GetRenderedBitmap`,
        release: "FPDFBitmap_Destroy",
      },
      { acquire: "FPDFDOC_InitFormFillEnvironment", release: "FPDFDOC_ExitFormFillEnvironment" },
      {
        acquire: "FPDFPage_GetAnnot FPDFPage_CreateAnnot FPDFAnnot_GetLinkedAnnot FPDFAnnot_GetPopup",
        release: "FPDFPage_CloseAnnot",
      },
      {
        acquire:
          "FPDFPageObj_NewImageObj FPDFPageObj_NewTextObj FPDFPageObj_CreateTextObj FPDFPageObj_CreateNewPath FPDFPageObj_CreateNewRect",
        release: "FPDFPageObj_Destroy",
      },
      { acquire: "FPDFText_LoadFont FPDFText_LoadStandardFont FPDFText_LoadCidType2Font", release: "FPDFFont_Close" },
      { acquire: "FPDF_StructTree_GetForPage", release: "FPDF_StructTree_Close" },
      { acquire: "FPDFAvail_Create", release: "FPDFAvail_Destroy" },
      { acquire: "FPDF_CreateClipPath", release: "FPDF_DestroyClipPath" },
      { acquire: "FPDF_NewXObjectFromPage", release: "FPDF_CloseXObject" },
      { acquire: "FPDFJavaScriptAction_Create FPDFDoc_GetJavaScriptAction", release: "FPDFDoc_CloseJavaScriptAction" },
    ],
    lends: `FPDFBitmap_GetBuffer FPDFPage_GetObject FPDFFormObj_GetObject FPDFBookmark_GetFirstChild
      FPDFBookmark_GetNextSibling FPDFBookmark_GetDest FPDFBookmark_GetAction FPDFLink_GetLinkAtPoint FPDFLink_GetDest
      FPDFLink_GetAction FPDFTextObj_GetFont FPDF_GetXFAPacketContent FPDFText_GetTextObject FPDF_StructTree_GetChildAtIndex
      FPDF_StructElement_GetChildAtIndex FPDFPageObj_GetMark FPDFDoc_GetAttachment FPDFDoc_AddAttachment
      FPDFPageObj_GetClipPath FPDF_GetNamedDest FPDF_GetNamedDestByName FPDFAction_GetDest FPDF_GetSignatureObject`,
    // The page owns the objects that are on it.
    keeps: "FPDFPage_InsertObject@1 FPDFPage_InsertClipPath@1 FPDFAnnot_AppendObject@1",
    reads: "FPDF_LoadPage FPDFText_LoadPage FPDFPage_New FPDFText_FindStart FPDFBitmap_CreateEx FPDFPage_CreateAnnot",
  },
  {
    name: "MuPDF",
    families: [
      { acquire: "fz_new_context_imp fz_new_context fz_clone_context", release: "fz_drop_context" },
      ...[
        [
          "document",
          "fz_open_document fz_open_document_with_stream fz_open_document_with_buffer fz_open_accelerated_document",
        ],
        ["page", "fz_load_page fz_load_chapter_page"],
        [
          "pixmap",
          "fz_new_pixmap fz_new_pixmap_with_bbox fz_new_pixmap_with_data fz_new_pixmap_from_page fz_new_pixmap_from_page_number fz_new_pixmap_from_page_contents fz_new_pixmap_from_display_list fz_get_pixmap_from_image fz_convert_pixmap fz_clone_pixmap",
        ],
        ["device", "fz_new_draw_device fz_new_list_device fz_new_stext_device fz_new_bbox_device"],
        ["display_list", "fz_new_display_list fz_new_display_list_from_page fz_new_display_list_from_page_number"],
        [
          "stext_page",
          "fz_new_stext_page fz_new_stext_page_from_page fz_new_stext_page_from_page_number fz_new_stext_page_from_display_list",
        ],
        [
          "buffer",
          "fz_new_buffer fz_new_buffer_from_data fz_new_buffer_from_copied_data fz_new_buffer_from_shared_data fz_new_buffer_from_pixmap_as_png fz_new_buffer_from_image_as_png fz_new_buffer_from_stext_page fz_read_all fz_read_file",
        ],
        ["stream", "fz_open_file fz_open_memory fz_open_buffer"],
        ["output", "fz_new_output_with_path fz_new_output_with_buffer"],
        ["image", "fz_new_image_from_buffer fz_new_image_from_pixmap fz_new_image_from_file"],
        ["font", "fz_new_font_from_buffer fz_new_font_from_memory fz_new_font_from_file fz_new_base14_font"],
        ["path", "fz_new_path fz_clone_path"],
        ["text", "fz_new_text"],
        ["outline", "fz_load_outline"],
        ["link", "fz_load_links"],
        ["document_writer", "fz_new_document_writer fz_new_document_writer_with_output"],
        ["archive", "fz_open_archive fz_open_archive_with_stream fz_open_zip_archive"],
        ["separations", "fz_page_separations"],
      ].map(([what = "", acquire = ""]) => ({ acquire, release: `fz_drop_${what}@1`, counted: true as const })),
      {
        acquire: "pdf_open_document pdf_open_document_with_stream pdf_create_document",
        release: "pdf_drop_document@1 fz_drop_document@1",
        counted: true,
      },
      { acquire: "pdf_load_page", release: "pdf_drop_page@1 fz_drop_page@1", counted: true },
      {
        acquire: "pdf_new_dict pdf_new_array pdf_new_string pdf_new_int pdf_new_name pdf_new_indirect",
        release: "pdf_drop_obj@1",
        counted: true,
      },
      { acquire: "fz_malloc fz_calloc fz_realloc fz_strdup", release: "fz_free@1" },
    ],
    lends: `fz_device_rgb fz_device_gray fz_device_cmyk fz_device_bgr fz_pixmap_samples fz_pixmap_colorspace pdf_dict_get
      pdf_dict_gets pdf_array_get pdf_trailer fz_string_from_buffer fz_caught_message pdf_document_from_fz_document
      pdf_page_from_fz_page pdf_first_annot pdf_next_annot pdf_to_name pdf_to_text_string`,
  },
  {
    name: "Poppler GLib",
    families: [
      {
        acquire:
          "poppler_document_new_from_data poppler_document_new_from_file poppler_document_new_from_bytes poppler_document_get_page poppler_document_get_page_by_label",
        release: "g_object_unref",
        counted: true,
      },
      { acquire: "poppler_page_get_text poppler_document_get_title poppler_document_get_author", release: "g_free" },
    ],
  },
  {
    name: "Haru PDF",
    families: [{ acquire: "HPDF_New HPDF_NewEx", release: "HPDF_Free" }],
    lends:
      "HPDF_AddPage HPDF_GetFont HPDF_LoadPngImageFromMem HPDF_LoadJpegImageFromMem HPDF_LoadPngImageFromFile HPDF_GetCurrentPage HPDF_CreateOutline HPDF_InsertPage HPDF_CreateExtGState",
  },
  {
    name: "QPDF",
    families: [
      { acquire: "qpdf_init", release: "qpdf_cleanup" },
      { acquire: "qpdfjob_init", release: "qpdfjob_cleanup" },
    ],
    lends: "qpdf_get_error qpdf_next_warning qpdf_get_error_full_text qpdf_get_pdf_version",
  },
  {
    name: "DjVuLibre",
    families: [
      { acquire: "ddjvu_context_create", release: "ddjvu_context_release" },
      {
        acquire: "ddjvu_document_create ddjvu_document_create_by_filename ddjvu_document_create_by_filename_utf8",
        release: "ddjvu_document_release",
      },
      { acquire: "ddjvu_page_create_by_pageno ddjvu_page_create_by_pageid", release: "ddjvu_page_release" },
      { acquire: "ddjvu_format_create", release: "ddjvu_format_release" },
    ],
  },
  {
    name: "Ghostscript",
    families: [{ acquire: "gsapi_new_instance@0", release: "gsapi_delete_instance" }],
  },
  {
    name: "libxls, FreeXL",
    families: [
      { acquire: "xls_open xls_open_file xls_open_buffer", release: "xls_close xls_close_WB" },
      { acquire: "xls_getWorkSheet", release: "xls_close_WS" },
      { acquire: "freexl_open@1 freexl_open_xlsx@1 freexl_open_ods@1", release: "freexl_close" },
    ],
  },
  {
    name: "libmobi, ReadStat",
    families: [
      { acquire: "mobi_init", release: "mobi_free" },
      { acquire: "mobi_init_rawml", release: "mobi_free_rawml" },
      { acquire: "readstat_parser_init", release: "readstat_parser_free" },
      { acquire: "readstat_writer_init", release: "readstat_writer_free" },
    ],
    lends: "readstat_error_message",
  },
];
