import type { CLibrary } from "./library.ts";

/** Decoding, encoding, colour, reading codes and text in pictures. */
export const images: readonly CLibrary[] = [
  {
    name: "libjpeg-turbo",
    families: [
      { acquire: "tjInitCompress tjInitDecompress tjInitTransform", release: "tjDestroy tj3Destroy" },
      { acquire: "tj3Init", release: "tj3Destroy tjDestroy" },
      { acquire: "tjAlloc", release: "tjFree" },
      { acquire: "tj3Alloc", release: "tj3Free" },
      { acquire: "tjCompress2@6 tjCompressFromYUV@6", release: "tjFree tj3Free" },
      { acquire: "tj3Compress8@6 tj3Compress12@6 tj3Compress16@6", release: "tj3Free tjFree" },
    ],
    lends: "tjGetErrorStr tjGetErrorStr2 tj3GetErrorStr tjGetScalingFactors",
  },
  {
    name: "libpng",
    families: [
      { acquire: "png_create_read_struct", release: "png_destroy_read_struct" },
      { acquire: "png_create_write_struct", release: "png_destroy_write_struct" },
    ],
  },
  {
    name: "libwebp",
    families: [
      {
        acquire: `WebPDecodeRGBA WebPDecodeARGB WebPDecodeBGRA WebPDecodeRGB WebPDecodeBGR WebPDecodeYUV`,
        release: "WebPFree free",
      },
      {
        acquire: `WebPEncodeRGB@5 WebPEncodeBGR@5 WebPEncodeRGBA@5 WebPEncodeBGRA@5 WebPEncodeLosslessRGB@4
          WebPEncodeLosslessBGR@4 WebPEncodeLosslessRGBA@4 WebPEncodeLosslessBGRA@4`,
        release: "WebPFree free",
      },
      { acquire: "WebPMalloc", release: "WebPFree" },
      { acquire: "WebPINewDecoder WebPINewRGB WebPINewYUVA WebPIDecode", release: "WebPIDelete" },
      { acquire: "WebPAnimDecoderNew WebPAnimDecoderNewInternal", release: "WebPAnimDecoderDelete" },
      { acquire: "WebPAnimEncoderNew WebPAnimEncoderNewInternal", release: "WebPAnimEncoderDelete" },
      { acquire: "WebPDemux WebPDemuxPartial WebPDemuxInternal", release: "WebPDemuxDelete" },
      { acquire: "WebPMuxNew WebPMuxCreate WebPMuxCreateInternal WebPNewInternal", release: "WebPMuxDelete" },
    ],
  },
  {
    name: "libavif",
    families: [
      { acquire: "avifImageCreate avifImageCreateEmpty", release: "avifImageDestroy" },
      { acquire: "avifDecoderCreate", release: "avifDecoderDestroy" },
      { acquire: "avifEncoderCreate", release: "avifEncoderDestroy" },
    ],
  },
  {
    name: "libheif",
    families: [
      { acquire: "heif_context_alloc", release: "heif_context_free" },
      {
        acquire: "heif_context_get_primary_image_handle@1 heif_context_get_image_handle@2",
        release: "heif_image_handle_release",
      },
      {
        acquire: "heif_image_handle_get_thumbnail@2 heif_image_handle_get_auxiliary_image_handle@2",
        release: "heif_image_handle_release",
      },
      { acquire: "heif_decode_image@1 heif_image_create@4 heif_image_scale_image@1", release: "heif_image_release" },
      { acquire: "heif_context_get_encoder_for_format@2 heif_context_get_encoder@2", release: "heif_encoder_release" },
      { acquire: "heif_decoding_options_alloc", release: "heif_decoding_options_free" },
      { acquire: "heif_encoding_options_alloc", release: "heif_encoding_options_free" },
      { acquire: "heif_nclx_color_profile_alloc", release: "heif_nclx_color_profile_free" },
    ],
  },
  {
    name: "libde265",
    families: [{ acquire: "de265_new_decoder", release: "de265_free_decoder" }],
    lends: "de265_get_next_picture de265_peek_next_picture de265_get_image_plane",
  },
  {
    name: "OpenJPEG",
    families: [
      { acquire: "opj_create_decompress opj_create_compress", release: "opj_destroy_codec" },
      {
        acquire:
          "opj_stream_create opj_stream_default_create opj_stream_create_file_stream opj_stream_create_default_file_stream",
        release: "opj_stream_destroy",
      },
      { acquire: "opj_image_create opj_image_tile_create opj_read_header@2", release: "opj_image_destroy" },
    ],
  },
  {
    name: "libjxl",
    families: [
      { acquire: "JxlDecoderCreate", release: "JxlDecoderDestroy" },
      { acquire: "JxlEncoderCreate", release: "JxlEncoderDestroy" },
      { acquire: "JxlThreadParallelRunnerCreate", release: "JxlThreadParallelRunnerDestroy" },
      { acquire: "JxlResizableParallelRunnerCreate", release: "JxlResizableParallelRunnerDestroy" },
    ],
  },
  {
    name: "libtiff",
    families: [{ acquire: "TIFFOpen TIFFFdOpen TIFFClientOpen TIFFStreamOpen", release: "TIFFClose" }],
  },
  {
    name: "Little CMS",
    families: [
      {
        acquire: `cmsOpenProfileFromFile cmsOpenProfileFromMem cmsOpenProfileFromMemTHR cmsOpenProfileFromIOhandlerTHR
          cmsCreate_sRGBProfile cmsCreate_sRGBProfileTHR cmsCreateRGBProfile cmsCreateRGBProfileTHR cmsCreateGrayProfile
          cmsCreateLab2Profile cmsCreateLab4Profile cmsCreateXYZProfile cmsCreateNULLProfile cmsCreateProfilePlaceholder
          cmsCreateLinearizationDeviceLink cmsTransform2DeviceLink cmsCreateBCHSWabstractProfile`,
        release: "cmsCloseProfile",
      },
      {
        acquire: `cmsCreateTransform cmsCreateTransformTHR cmsCreateProofingTransform cmsCreateProofingTransformTHR
          cmsCreateMultiprofileTransform cmsCreateMultiprofileTransformTHR cmsCreateExtendedTransform`,
        release: "cmsDeleteTransform",
      },
      {
        acquire:
          "cmsBuildGamma cmsBuildTabulatedToneCurve16 cmsBuildTabulatedToneCurveFloat cmsBuildParametricToneCurve cmsDupToneCurve cmsReverseToneCurve cmsReverseToneCurveEx cmsJoinToneCurve",
        release: "cmsFreeToneCurve",
      },
      { acquire: "cmsPipelineAlloc cmsPipelineDup", release: "cmsPipelineFree" },
      { acquire: "cmsMLUalloc cmsMLUdup", release: "cmsMLUfree" },
      { acquire: "cmsCreateContext cmsDupContext", release: "cmsDeleteContext" },
      {
        acquire: "cmsOpenIOhandlerFromMem cmsOpenIOhandlerFromFile cmsOpenIOhandlerFromNULL",
        release: "cmsCloseIOhandler",
      },
      { acquire: "cmsIT8Alloc cmsIT8LoadFromMem cmsIT8LoadFromFile", release: "cmsIT8Free" },
      { acquire: "cmsCIECAM02Init", release: "cmsCIECAM02Done" },
      { acquire: "cmsAllocNamedColorList cmsDupNamedColorList", release: "cmsFreeNamedColorList" },
    ],
    lends: "cmsReadTag cmsGetTransformInputFormat cmsGetTransformContextID",
    // A transform has read the profiles when it is made.
    reads: `cmsOpenProfileFromMem cmsOpenProfileFromMemTHR cmsCreateTransform cmsCreateTransformTHR
      cmsCreateProofingTransform cmsCreateProofingTransformTHR cmsCreateMultiprofileTransform
      cmsCreateMultiprofileTransformTHR cmsCreateRGBProfile cmsSetDeviceClass cmsWriteTag`,
  },
  {
    name: "giflib, gifsicle",
    families: [
      { acquire: "DGifOpen DGifOpenFileName DGifOpenFileHandle", release: "DGifCloseFile" },
      { acquire: "EGifOpen EGifOpenFileName EGifOpenFileHandle", release: "EGifCloseFile" },
      { acquire: "GifMakeMapObject", release: "GifFreeMapObject" },
    ],
  },
  { name: "QOI", families: [{ acquire: "qoi_encode qoi_decode qoi_read", release: "free" }] },
  {
    name: "stb",
    families: [
      {
        acquire: `stbi_load stbi_load_from_memory stbi_load_from_callbacks stbi_load_16 stbi_load_16_from_memory stbi_loadf
          stbi_loadf_from_memory stbi_load_gif_from_memory`,
        release: "stbi_image_free free",
      },
      {
        acquire:
          "stbtt_GetCodepointBitmap stbtt_GetCodepointSubpixelBitmap stbtt_GetGlyphBitmap stbtt_GetGlyphSubpixelBitmap",
        release: "stbtt_FreeBitmap@0 free",
      },
      { acquire: "stbtt_GetCodepointSDF stbtt_GetGlyphSDF", release: "stbtt_FreeSDF@0 free" },
      {
        acquire: "stb_vorbis_open_memory stb_vorbis_open_filename stb_vorbis_open_pushdata",
        release: "stb_vorbis_close",
      },
      { acquire: "stbi_write_png_to_mem stbi_zlib_decode_malloc", release: "free" },
    ],
    lends: "stbi_failure_reason",
  },
  {
    name: "Leptonica",
    families: [
      {
        acquire: `pixCreate pixCreateTemplate pixRead pixReadMem pixReadMemPng pixReadMemJpeg pixReadMemTiff pixCopy
          pixScale pixScaleToSize pixRotate pixRotateOrth pixRotate180 pixDeskew pixConvertTo8 pixConvertTo32
          pixConvertRGBToGray pixConvertRGBToLuminance pixThresholdToBinary pixOtsuThreshOnBackgroundNorm pixBackgroundNorm
          pixUnsharpMasking pixClipRectangle pixSobelEdgeFilter pixGammaTRC`,
        release: "pixDestroy",
      },
      { acquire: "pixaCreate pixaRead pixaReadMem", release: "pixaDestroy" },
      { acquire: "boxCreate boxCopy", release: "boxDestroy" },
      { acquire: "boxaCreate boxaCopy", release: "boxaDestroy" },
      { acquire: "numaCreate pixGetGrayHistogram", release: "numaDestroy" },
    ],
  },
  {
    name: "Tesseract",
    families: [
      { acquire: "TessBaseAPICreate", release: "TessBaseAPIDelete" },
      {
        acquire: `TessBaseAPIGetUTF8Text TessBaseAPIGetHOCRText TessBaseAPIGetAltoText TessBaseAPIGetTsvText
          TessBaseAPIGetBoxText TessBaseAPIGetUNLVText TessBaseAPIGetLSTMBoxText TessBaseAPIGetWordStrBoxText
          TessResultIteratorGetUTF8Text`,
        release: "TessDeleteText",
      },
      { acquire: "TessBaseAPIGetIterator", release: "TessResultIteratorDelete" },
      { acquire: "TessBaseAPIAnalyseLayout", release: "TessPageIteratorDelete" },
      { acquire: "TessResultIteratorGetChoiceIterator", release: "TessChoiceIteratorDelete" },
      {
        acquire: "TessBaseAPIGetLoadedLanguagesAsVector TessBaseAPIGetAvailableLanguagesAsVector",
        release: "TessDeleteTextArray",
      },
      { acquire: "TessBaseAPIAllWordConfidences", release: "TessDeleteIntArray" },
      {
        acquire:
          "TessTextRendererCreate TessHOcrRendererCreate TessPDFRendererCreate TessAltoRendererCreate TessTsvRendererCreate",
        release: "TessDeleteResultRenderer",
      },
    ],
    lends:
      "TessVersion TessBaseAPIGetInputName TessResultIteratorGetPageIterator TessResultIteratorGetPageIteratorConst TessBaseAPIGetDatapath",
    reads: "TessBaseAPISetImage TessBaseAPISetImage2 TessBaseAPIInit3 TessBaseAPIInit4 TessBaseAPISetVariable",
  },
  {
    name: "ZBar",
    families: [
      { acquire: "zbar_image_scanner_create", release: "zbar_image_scanner_destroy" },
      { acquire: "zbar_image_create zbar_image_convert", release: "zbar_image_destroy", counted: true },
      { acquire: "zbar_decoder_create", release: "zbar_decoder_destroy" },
      { acquire: "zbar_scanner_create", release: "zbar_scanner_destroy" },
    ],
    lends:
      "zbar_image_first_symbol zbar_symbol_next zbar_symbol_get_data zbar_image_get_data zbar_image_scanner_get_results",
  },
  { name: "quirc", families: [{ acquire: "quirc_new", release: "quirc_destroy" }], lends: "quirc_begin" },
  {
    name: "libdmtx",
    families: [
      { acquire: "dmtxImageCreate", release: "dmtxImageDestroy" },
      { acquire: "dmtxDecodeCreate", release: "dmtxDecodeDestroy" },
      { acquire: "dmtxEncodeCreate", release: "dmtxEncodeDestroy" },
      { acquire: "dmtxRegionFindNext", release: "dmtxRegionDestroy" },
      { acquire: "dmtxDecodeMatrixRegion dmtxDecodeMosaicRegion", release: "dmtxMessageDestroy" },
    ],
  },
  {
    name: "libqrencode, zint",
    families: [
      {
        acquire:
          "QRcode_encodeString QRcode_encodeString8bit QRcode_encodeData QRcode_encodeDataMQR QRcode_encodeInput",
        release: "QRcode_free",
      },
      { acquire: "QRinput_new QRinput_new2", release: "QRinput_free" },
      { acquire: "ZBarcode_Create", release: "ZBarcode_Delete" },
    ],
  },
  {
    name: "ZXing-C++ (C API)",
    families: [
      { acquire: "ZXing_ImageView_new ZXing_ImageView_new_checked", release: "ZXing_ImageView_delete" },
      { acquire: "ZXing_ReaderOptions_new", release: "ZXing_ReaderOptions_delete" },
      { acquire: "ZXing_ReadBarcodes", release: "ZXing_Barcodes_delete" },
      { acquire: "ZXing_ReadBarcode", release: "ZXing_Barcode_delete" },
      { acquire: "ZXing_Barcode_text", release: "ZXing_free" },
    ],
  },
  {
    name: "AprilTag",
    families: [
      { acquire: "apriltag_detector_create", release: "apriltag_detector_destroy" },
      { acquire: "apriltag_detector_detect", release: "apriltag_detections_destroy" },
      { acquire: "tag36h11_create", release: "tag36h11_destroy" },
      { acquire: "tag25h9_create", release: "tag25h9_destroy" },
      { acquire: "tag16h5_create", release: "tag16h5_destroy" },
      { acquire: "tagStandard41h12_create", release: "tagStandard41h12_destroy" },
      { acquire: "image_u8_create image_u8_create_stride image_u8_copy", release: "image_u8_destroy" },
    ],
  },
  {
    name: "ImageMagick",
    families: [
      {
        acquire:
          "NewMagickWand CloneMagickWand NewMagickWandFromImage MagickMergeImageLayers MagickAppendImages MagickCoalesceImages MagickMontageImage MagickGetImage",
        release: "DestroyMagickWand",
      },
      { acquire: "NewPixelWand ClonePixelWand", release: "DestroyPixelWand" },
      { acquire: "NewDrawingWand CloneDrawingWand", release: "DestroyDrawingWand" },
      { acquire: "NewPixelIterator", release: "DestroyPixelIterator" },
      {
        acquire: "MagickGetImageBlob MagickGetImagesBlob MagickGetException MagickGetImageFormat MagickGetFormat",
        release: "MagickRelinquishMemory",
      },
    ],
  },
  {
    name: "libvips",
    families: [
      {
        acquire:
          "vips_image_new_from_file vips_image_new_from_buffer vips_image_new_from_memory vips_image_new_from_memory_copy vips_image_new_memory vips_image_copy_memory vips_image_new",
        release: "g_object_unref",
        counted: true,
      },
    ],
  },
  {
    name: "libraw",
    families: [
      { acquire: "libraw_init", release: "libraw_close" },
      { acquire: "libraw_dcraw_make_mem_image libraw_dcraw_make_mem_thumb", release: "libraw_dcraw_clear_mem" },
    ],
  },
  {
    name: "libexif",
    families: [
      {
        acquire: "exif_data_new exif_data_new_from_data exif_data_new_from_file",
        release: "exif_data_unref exif_data_free",
        counted: true,
      },
      { acquire: "exif_loader_new", release: "exif_loader_unref", counted: true },
      { acquire: "exif_entry_new", release: "exif_entry_unref exif_entry_free", counted: true },
    ],
  },
  {
    name: "libimagequant",
    families: [
      { acquire: "liq_attr_create liq_attr_copy", release: "liq_attr_destroy" },
      {
        acquire: "liq_image_create_rgba liq_image_create_rgba_rows liq_image_create_custom",
        release: "liq_image_destroy",
      },
      { acquire: "liq_quantize_image liq_image_quantize@2", release: "liq_result_destroy" },
      { acquire: "liq_histogram_create", release: "liq_histogram_destroy" },
    ],
    lends: "liq_get_palette",
  },
  {
    name: "potrace, autotrace",
    families: [
      { acquire: "potrace_param_default", release: "potrace_param_free" },
      { acquire: "potrace_trace", release: "potrace_state_free" },
    ],
  },
  {
    name: "Basis Universal, KTX",
    families: [
      {
        acquire:
          "ktxTexture_CreateFromMemory@3 ktxTexture_CreateFromNamedFile@2 ktxTexture2_CreateFromMemory@3 ktxTexture2_Create@2 ktxTexture1_Create@2 ktxTexture2_CreateFromNamedFile@2",
        release: "ktxTexture_Destroy ktxTexture2_Destroy ktxTexture1_Destroy",
      },
    ],
  },
  { name: "astc-encoder", families: [{ acquire: "astcenc_context_alloc@2", release: "astcenc_context_free" }] },
];
