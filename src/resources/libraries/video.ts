import type { CLibrary } from "./library.ts";

/** Containers, codecs, scaling, subtitles. */
export const video: readonly CLibrary[] = [
  {
    name: "FFmpeg",
    families: [
      {
        acquire: "av_malloc av_mallocz av_malloc_array av_calloc av_memdup av_strdup av_strndup",
        release: "av_free av_freep",
      },
      { acquire: "av_frame_alloc av_frame_clone", release: "av_frame_free" },
      { acquire: "av_packet_alloc av_packet_clone", release: "av_packet_free" },
      { acquire: "avcodec_alloc_context3", release: "avcodec_free_context" },
      { acquire: "avcodec_parameters_alloc", release: "avcodec_parameters_free" },
      { acquire: "av_parser_init", release: "av_parser_close" },
      {
        acquire: "avformat_alloc_context avformat_alloc_output_context2@0",
        release: "avformat_free_context avformat_close_input",
      },
      { acquire: "avio_alloc_context", release: "avio_context_free" },
      { acquire: "sws_getContext sws_getCachedContext sws_alloc_context", release: "sws_freeContext" },
      { acquire: "swr_alloc swr_alloc_set_opts", release: "swr_free" },
      { acquire: "avfilter_graph_alloc", release: "avfilter_graph_free" },
      { acquire: "avfilter_inout_alloc", release: "avfilter_inout_free" },
      { acquire: "av_audio_fifo_alloc", release: "av_audio_fifo_free" },
      { acquire: "av_fifo_alloc av_fifo_alloc2", release: "av_fifo_free av_fifo_freep2" },
      {
        acquire: "av_buffer_alloc av_buffer_allocz av_buffer_create av_buffer_ref",
        release: "av_buffer_unref",
        counted: true,
      },
    ],
    lends: `avcodec_find_decoder avcodec_find_encoder avcodec_find_decoder_by_name avcodec_find_encoder_by_name
      avformat_new_stream avcodec_get_name avcodec_descriptor_get av_find_input_format av_guess_format
      av_dict_get avfilter_get_by_name av_get_sample_fmt_name av_get_pix_fmt_name av_packet_get_side_data`,
    reads: "av_frame_clone av_packet_clone av_parser_init sws_getContext",
  },
  {
    name: "x264, x265",
    families: [
      { acquire: "x264_encoder_open", release: "x264_encoder_close" },
      { acquire: "x265_encoder_open", release: "x265_encoder_close" },
      { acquire: "x265_param_alloc", release: "x265_param_free" },
      { acquire: "x265_picture_alloc", release: "x265_picture_free" },
    ],
  },
  {
    name: "OpenH264",
    families: [
      { acquire: "WelsCreateSVCEncoder@0", release: "WelsDestroySVCEncoder" },
      { acquire: "WelsCreateDecoder@0", release: "WelsDestroyDecoder" },
    ],
  },
  {
    name: "h264bsd",
    families: [{ acquire: "h264bsdAlloc", release: "h264bsdFree" }],
    lends: "h264bsdNextOutputPicture h264bsdNextOutputPictureRGBA",
  },
  { name: "minimp4", families: [{ acquire: "MP4E_open", release: "MP4E_close" }] },
  {
    name: "libvpx, libaom",
    families: [
      { acquire: "vpx_img_alloc vpx_img_wrap", release: "vpx_img_free" },
      { acquire: "aom_img_alloc aom_img_wrap", release: "aom_img_free" },
    ],
    lends:
      "vpx_codec_get_frame aom_codec_get_frame vpx_codec_get_cx_data aom_codec_get_cx_data vpx_codec_error vpx_codec_vp8_dx vpx_codec_vp9_dx vpx_codec_vp8_cx vpx_codec_vp9_cx",
  },
  {
    name: "rav1e",
    families: [
      { acquire: "rav1e_config_default", release: "rav1e_config_unref" },
      { acquire: "rav1e_context_new", release: "rav1e_context_unref" },
      { acquire: "rav1e_frame_new", release: "rav1e_frame_unref" },
    ],
  },
  {
    name: "Theora",
    families: [
      { acquire: "th_decode_alloc", release: "th_decode_free" },
      { acquire: "th_encode_alloc", release: "th_encode_free" },
    ],
  },
  {
    name: "nestegg",
    families: [
      { acquire: "nestegg_init@0", release: "nestegg_destroy" },
      { acquire: "nestegg_read_packet@1", release: "nestegg_free_packet" },
    ],
  },
  {
    name: "GPAC, MP4v2, L-SMASH",
    families: [
      { acquire: "gf_isom_open gf_isom_open_file", release: "gf_isom_close gf_isom_delete" },
      { acquire: "gf_isom_get_sample", release: "gf_isom_sample_del" },
      { acquire: "gf_fs_new gf_fs_new_defaults", release: "gf_fs_del" },
      { acquire: "MP4Read MP4Create MP4CreateEx MP4Modify", release: "MP4Close" },
      { acquire: "lsmash_create_root", release: "lsmash_destroy_root" },
    ],
  },
  {
    name: "libass",
    families: [
      { acquire: "ass_library_init", release: "ass_library_done" },
      { acquire: "ass_renderer_init", release: "ass_renderer_done" },
      { acquire: "ass_read_memory ass_read_file ass_new_track", release: "ass_free_track" },
    ],
    lends: "ass_render_frame",
    reads: "ass_renderer_init ass_new_track ass_read_memory ass_set_fonts ass_add_font",
  },
  {
    name: "PL_MPEG",
    families: [
      {
        acquire: "plm_create_with_filename plm_create_with_memory plm_create_with_buffer plm_create_with_file",
        release: "plm_destroy",
      },
    ],
    lends: "plm_decode_video plm_decode_audio",
  },
  {
    name: "jsmpeg",
    families: [
      { acquire: "mpeg1_decoder_create", release: "mpeg1_decoder_destroy" },
      { acquire: "mp2_decoder_create", release: "mp2_decoder_destroy" },
    ],
  },
  {
    name: "rlottie, ThorVG",
    families: [
      { acquire: "lottie_animation_from_file lottie_animation_from_data", release: "lottie_animation_destroy" },
      { acquire: "tvg_swcanvas_create tvg_glcanvas_create tvg_wgcanvas_create", release: "tvg_canvas_destroy" },
      { acquire: "tvg_animation_new", release: "tvg_animation_del" },
      { acquire: "tvg_saver_new", release: "tvg_saver_del" },
    ],
    lends: "tvg_animation_get_picture",
  },
];
