package dev.placard.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Designs of the workspace.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class TemplateServiceGrpc {

  private TemplateServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "placard.v1.TemplateService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.CreateTemplateRequest,
      dev.placard.v1.CreateTemplateResponse> getCreateTemplateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateTemplate",
      requestType = dev.placard.v1.CreateTemplateRequest.class,
      responseType = dev.placard.v1.CreateTemplateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.CreateTemplateRequest,
      dev.placard.v1.CreateTemplateResponse> getCreateTemplateMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.CreateTemplateRequest, dev.placard.v1.CreateTemplateResponse> getCreateTemplateMethod;
    if ((getCreateTemplateMethod = TemplateServiceGrpc.getCreateTemplateMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getCreateTemplateMethod = TemplateServiceGrpc.getCreateTemplateMethod) == null) {
          TemplateServiceGrpc.getCreateTemplateMethod = getCreateTemplateMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.CreateTemplateRequest, dev.placard.v1.CreateTemplateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateTemplate"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateTemplateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateTemplateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("CreateTemplate"))
              .build();
        }
      }
    }
    return getCreateTemplateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.GetTemplateRequest,
      dev.placard.v1.GetTemplateResponse> getGetTemplateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetTemplate",
      requestType = dev.placard.v1.GetTemplateRequest.class,
      responseType = dev.placard.v1.GetTemplateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.GetTemplateRequest,
      dev.placard.v1.GetTemplateResponse> getGetTemplateMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.GetTemplateRequest, dev.placard.v1.GetTemplateResponse> getGetTemplateMethod;
    if ((getGetTemplateMethod = TemplateServiceGrpc.getGetTemplateMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getGetTemplateMethod = TemplateServiceGrpc.getGetTemplateMethod) == null) {
          TemplateServiceGrpc.getGetTemplateMethod = getGetTemplateMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.GetTemplateRequest, dev.placard.v1.GetTemplateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetTemplate"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetTemplateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetTemplateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("GetTemplate"))
              .build();
        }
      }
    }
    return getGetTemplateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListTemplatesRequest,
      dev.placard.v1.ListTemplatesResponse> getListTemplatesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTemplates",
      requestType = dev.placard.v1.ListTemplatesRequest.class,
      responseType = dev.placard.v1.ListTemplatesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListTemplatesRequest,
      dev.placard.v1.ListTemplatesResponse> getListTemplatesMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListTemplatesRequest, dev.placard.v1.ListTemplatesResponse> getListTemplatesMethod;
    if ((getListTemplatesMethod = TemplateServiceGrpc.getListTemplatesMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getListTemplatesMethod = TemplateServiceGrpc.getListTemplatesMethod) == null) {
          TemplateServiceGrpc.getListTemplatesMethod = getListTemplatesMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListTemplatesRequest, dev.placard.v1.ListTemplatesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTemplates"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListTemplatesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListTemplatesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("ListTemplates"))
              .build();
        }
      }
    }
    return getListTemplatesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.UpdateTemplateRequest,
      dev.placard.v1.UpdateTemplateResponse> getUpdateTemplateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateTemplate",
      requestType = dev.placard.v1.UpdateTemplateRequest.class,
      responseType = dev.placard.v1.UpdateTemplateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.UpdateTemplateRequest,
      dev.placard.v1.UpdateTemplateResponse> getUpdateTemplateMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.UpdateTemplateRequest, dev.placard.v1.UpdateTemplateResponse> getUpdateTemplateMethod;
    if ((getUpdateTemplateMethod = TemplateServiceGrpc.getUpdateTemplateMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getUpdateTemplateMethod = TemplateServiceGrpc.getUpdateTemplateMethod) == null) {
          TemplateServiceGrpc.getUpdateTemplateMethod = getUpdateTemplateMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.UpdateTemplateRequest, dev.placard.v1.UpdateTemplateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateTemplate"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UpdateTemplateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UpdateTemplateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("UpdateTemplate"))
              .build();
        }
      }
    }
    return getUpdateTemplateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.DeleteTemplateRequest,
      dev.placard.v1.DeleteTemplateResponse> getDeleteTemplateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteTemplate",
      requestType = dev.placard.v1.DeleteTemplateRequest.class,
      responseType = dev.placard.v1.DeleteTemplateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.DeleteTemplateRequest,
      dev.placard.v1.DeleteTemplateResponse> getDeleteTemplateMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.DeleteTemplateRequest, dev.placard.v1.DeleteTemplateResponse> getDeleteTemplateMethod;
    if ((getDeleteTemplateMethod = TemplateServiceGrpc.getDeleteTemplateMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getDeleteTemplateMethod = TemplateServiceGrpc.getDeleteTemplateMethod) == null) {
          TemplateServiceGrpc.getDeleteTemplateMethod = getDeleteTemplateMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.DeleteTemplateRequest, dev.placard.v1.DeleteTemplateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteTemplate"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteTemplateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteTemplateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("DeleteTemplate"))
              .build();
        }
      }
    }
    return getDeleteTemplateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListTemplateVersionsRequest,
      dev.placard.v1.ListTemplateVersionsResponse> getListTemplateVersionsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTemplateVersions",
      requestType = dev.placard.v1.ListTemplateVersionsRequest.class,
      responseType = dev.placard.v1.ListTemplateVersionsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListTemplateVersionsRequest,
      dev.placard.v1.ListTemplateVersionsResponse> getListTemplateVersionsMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListTemplateVersionsRequest, dev.placard.v1.ListTemplateVersionsResponse> getListTemplateVersionsMethod;
    if ((getListTemplateVersionsMethod = TemplateServiceGrpc.getListTemplateVersionsMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getListTemplateVersionsMethod = TemplateServiceGrpc.getListTemplateVersionsMethod) == null) {
          TemplateServiceGrpc.getListTemplateVersionsMethod = getListTemplateVersionsMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListTemplateVersionsRequest, dev.placard.v1.ListTemplateVersionsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTemplateVersions"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListTemplateVersionsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListTemplateVersionsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("ListTemplateVersions"))
              .build();
        }
      }
    }
    return getListTemplateVersionsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ValidateTemplateRequest,
      dev.placard.v1.ValidateTemplateResponse> getValidateTemplateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ValidateTemplate",
      requestType = dev.placard.v1.ValidateTemplateRequest.class,
      responseType = dev.placard.v1.ValidateTemplateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ValidateTemplateRequest,
      dev.placard.v1.ValidateTemplateResponse> getValidateTemplateMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ValidateTemplateRequest, dev.placard.v1.ValidateTemplateResponse> getValidateTemplateMethod;
    if ((getValidateTemplateMethod = TemplateServiceGrpc.getValidateTemplateMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getValidateTemplateMethod = TemplateServiceGrpc.getValidateTemplateMethod) == null) {
          TemplateServiceGrpc.getValidateTemplateMethod = getValidateTemplateMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ValidateTemplateRequest, dev.placard.v1.ValidateTemplateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ValidateTemplate"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ValidateTemplateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ValidateTemplateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("ValidateTemplate"))
              .build();
        }
      }
    }
    return getValidateTemplateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.PreviewTemplateRequest,
      dev.placard.v1.PreviewTemplateResponse> getPreviewTemplateMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "PreviewTemplate",
      requestType = dev.placard.v1.PreviewTemplateRequest.class,
      responseType = dev.placard.v1.PreviewTemplateResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.PreviewTemplateRequest,
      dev.placard.v1.PreviewTemplateResponse> getPreviewTemplateMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.PreviewTemplateRequest, dev.placard.v1.PreviewTemplateResponse> getPreviewTemplateMethod;
    if ((getPreviewTemplateMethod = TemplateServiceGrpc.getPreviewTemplateMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getPreviewTemplateMethod = TemplateServiceGrpc.getPreviewTemplateMethod) == null) {
          TemplateServiceGrpc.getPreviewTemplateMethod = getPreviewTemplateMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.PreviewTemplateRequest, dev.placard.v1.PreviewTemplateResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "PreviewTemplate"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.PreviewTemplateRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.PreviewTemplateResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("PreviewTemplate"))
              .build();
        }
      }
    }
    return getPreviewTemplateMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.MeasureTextRequest,
      dev.placard.v1.MeasureTextResponse> getMeasureTextMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "MeasureText",
      requestType = dev.placard.v1.MeasureTextRequest.class,
      responseType = dev.placard.v1.MeasureTextResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.MeasureTextRequest,
      dev.placard.v1.MeasureTextResponse> getMeasureTextMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.MeasureTextRequest, dev.placard.v1.MeasureTextResponse> getMeasureTextMethod;
    if ((getMeasureTextMethod = TemplateServiceGrpc.getMeasureTextMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getMeasureTextMethod = TemplateServiceGrpc.getMeasureTextMethod) == null) {
          TemplateServiceGrpc.getMeasureTextMethod = getMeasureTextMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.MeasureTextRequest, dev.placard.v1.MeasureTextResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "MeasureText"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.MeasureTextRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.MeasureTextResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("MeasureText"))
              .build();
        }
      }
    }
    return getMeasureTextMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.UploadFontRequest,
      dev.placard.v1.UploadFontResponse> getUploadFontMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UploadFont",
      requestType = dev.placard.v1.UploadFontRequest.class,
      responseType = dev.placard.v1.UploadFontResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.UploadFontRequest,
      dev.placard.v1.UploadFontResponse> getUploadFontMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.UploadFontRequest, dev.placard.v1.UploadFontResponse> getUploadFontMethod;
    if ((getUploadFontMethod = TemplateServiceGrpc.getUploadFontMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getUploadFontMethod = TemplateServiceGrpc.getUploadFontMethod) == null) {
          TemplateServiceGrpc.getUploadFontMethod = getUploadFontMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.UploadFontRequest, dev.placard.v1.UploadFontResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UploadFont"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UploadFontRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UploadFontResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("UploadFont"))
              .build();
        }
      }
    }
    return getUploadFontMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListFontsRequest,
      dev.placard.v1.ListFontsResponse> getListFontsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListFonts",
      requestType = dev.placard.v1.ListFontsRequest.class,
      responseType = dev.placard.v1.ListFontsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListFontsRequest,
      dev.placard.v1.ListFontsResponse> getListFontsMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListFontsRequest, dev.placard.v1.ListFontsResponse> getListFontsMethod;
    if ((getListFontsMethod = TemplateServiceGrpc.getListFontsMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getListFontsMethod = TemplateServiceGrpc.getListFontsMethod) == null) {
          TemplateServiceGrpc.getListFontsMethod = getListFontsMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListFontsRequest, dev.placard.v1.ListFontsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListFonts"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListFontsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListFontsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("ListFonts"))
              .build();
        }
      }
    }
    return getListFontsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.DeleteFontRequest,
      dev.placard.v1.DeleteFontResponse> getDeleteFontMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteFont",
      requestType = dev.placard.v1.DeleteFontRequest.class,
      responseType = dev.placard.v1.DeleteFontResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.DeleteFontRequest,
      dev.placard.v1.DeleteFontResponse> getDeleteFontMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.DeleteFontRequest, dev.placard.v1.DeleteFontResponse> getDeleteFontMethod;
    if ((getDeleteFontMethod = TemplateServiceGrpc.getDeleteFontMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getDeleteFontMethod = TemplateServiceGrpc.getDeleteFontMethod) == null) {
          TemplateServiceGrpc.getDeleteFontMethod = getDeleteFontMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.DeleteFontRequest, dev.placard.v1.DeleteFontResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteFont"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteFontRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteFontResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("DeleteFont"))
              .build();
        }
      }
    }
    return getDeleteFontMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.UploadImageRequest,
      dev.placard.v1.UploadImageResponse> getUploadImageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UploadImage",
      requestType = dev.placard.v1.UploadImageRequest.class,
      responseType = dev.placard.v1.UploadImageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.UploadImageRequest,
      dev.placard.v1.UploadImageResponse> getUploadImageMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.UploadImageRequest, dev.placard.v1.UploadImageResponse> getUploadImageMethod;
    if ((getUploadImageMethod = TemplateServiceGrpc.getUploadImageMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getUploadImageMethod = TemplateServiceGrpc.getUploadImageMethod) == null) {
          TemplateServiceGrpc.getUploadImageMethod = getUploadImageMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.UploadImageRequest, dev.placard.v1.UploadImageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UploadImage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UploadImageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UploadImageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("UploadImage"))
              .build();
        }
      }
    }
    return getUploadImageMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListImagesRequest,
      dev.placard.v1.ListImagesResponse> getListImagesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListImages",
      requestType = dev.placard.v1.ListImagesRequest.class,
      responseType = dev.placard.v1.ListImagesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListImagesRequest,
      dev.placard.v1.ListImagesResponse> getListImagesMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListImagesRequest, dev.placard.v1.ListImagesResponse> getListImagesMethod;
    if ((getListImagesMethod = TemplateServiceGrpc.getListImagesMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getListImagesMethod = TemplateServiceGrpc.getListImagesMethod) == null) {
          TemplateServiceGrpc.getListImagesMethod = getListImagesMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListImagesRequest, dev.placard.v1.ListImagesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListImages"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListImagesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListImagesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("ListImages"))
              .build();
        }
      }
    }
    return getListImagesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.DeleteImageRequest,
      dev.placard.v1.DeleteImageResponse> getDeleteImageMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteImage",
      requestType = dev.placard.v1.DeleteImageRequest.class,
      responseType = dev.placard.v1.DeleteImageResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.DeleteImageRequest,
      dev.placard.v1.DeleteImageResponse> getDeleteImageMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.DeleteImageRequest, dev.placard.v1.DeleteImageResponse> getDeleteImageMethod;
    if ((getDeleteImageMethod = TemplateServiceGrpc.getDeleteImageMethod) == null) {
      synchronized (TemplateServiceGrpc.class) {
        if ((getDeleteImageMethod = TemplateServiceGrpc.getDeleteImageMethod) == null) {
          TemplateServiceGrpc.getDeleteImageMethod = getDeleteImageMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.DeleteImageRequest, dev.placard.v1.DeleteImageResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteImage"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteImageRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteImageResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TemplateServiceMethodDescriptorSupplier("DeleteImage"))
              .build();
        }
      }
    }
    return getDeleteImageMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static TemplateServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TemplateServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TemplateServiceStub>() {
        @java.lang.Override
        public TemplateServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TemplateServiceStub(channel, callOptions);
        }
      };
    return TemplateServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static TemplateServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TemplateServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TemplateServiceBlockingV2Stub>() {
        @java.lang.Override
        public TemplateServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TemplateServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return TemplateServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static TemplateServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TemplateServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TemplateServiceBlockingStub>() {
        @java.lang.Override
        public TemplateServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TemplateServiceBlockingStub(channel, callOptions);
        }
      };
    return TemplateServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static TemplateServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TemplateServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TemplateServiceFutureStub>() {
        @java.lang.Override
        public TemplateServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TemplateServiceFutureStub(channel, callOptions);
        }
      };
    return TemplateServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Designs of the workspace.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Saves a template, as its version 1. Needs the scope TEMPLATES. A workspace has at most 1,000, unless the server is
     * configured otherwise: one more is FAILED_PRECONDITION with the reason QUOTA_REACHED.
     * </pre>
     */
    default void createTemplate(dev.placard.v1.CreateTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateTemplateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateTemplateMethod(), responseObserver);
    }

    /**
     * <pre>
     * One template, with its source, in its newest or any other version. Built-ins are found by their name. Needs the
     * scope READ.
     * </pre>
     */
    default void getTemplate(dev.placard.v1.GetTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetTemplateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetTemplateMethod(), responseObserver);
    }

    /**
     * <pre>
     * Templates, without their sources. Needs the scope READ.
     * </pre>
     */
    default void listTemplates(dev.placard.v1.ListTemplatesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListTemplatesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTemplatesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. A source that differs from the newest makes a new version; all versions can
     * still be rendered. A template has at most 1,000 versions, unless the server is configured otherwise. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    default void updateTemplate(dev.placard.v1.UpdateTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UpdateTemplateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateTemplateMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a template, all its versions with it. Pictures that were made with it stay; to render it or to fire a
     * trigger of it is INVALID_ARGUMENT from then on, with the reason UNKNOWN_TEMPLATE. Needs the scope TEMPLATES.
     * </pre>
     */
    default void deleteTemplate(dev.placard.v1.DeleteTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteTemplateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteTemplateMethod(), responseObserver);
    }

    /**
     * <pre>
     * Versions of one template, newest first. Needs the scope READ.
     * </pre>
     */
    default void listTemplateVersions(dev.placard.v1.ListTemplateVersionsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListTemplateVersionsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTemplateVersionsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Tells all that is wrong with a template at once, each with its path. With variables it is filled and laid out too,
     * without being painted: how texts come out, and what deserves a look. Nothing is kept. What is wrong with the template
     * or its variables is the answer; an error is only what is wrong with the request itself. Needs the scope READ.
     * </pre>
     */
    default void validateTemplate(dev.placard.v1.ValidateTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ValidateTemplateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getValidateTemplateMethod(), responseObserver);
    }

    /**
     * <pre>
     * Renders a template without keeping anything: no render in the books, no event, no picture in the store. Remote images
     * are fetched as for a render. Needs the scope RENDER.
     * </pre>
     */
    default void previewTemplate(dev.placard.v1.PreviewTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.PreviewTemplateResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getPreviewTemplateMethod(), responseObserver);
    }

    /**
     * <pre>
     * How a text comes out, without painting it. Needs the scope READ.
     * </pre>
     */
    default void measureText(dev.placard.v1.MeasureTextRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.MeasureTextResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getMeasureTextMethod(), responseObserver);
    }

    /**
     * <pre>
     * Keeps a font for the workspace's templates: TTF, OTF, TTC, WOFF or WOFF2. The same font again answers the one that is
     * there. This method takes messages of 31 MiB, and the server few of them at a time. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    default void uploadFont(dev.placard.v1.UploadFontRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UploadFontResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUploadFontMethod(), responseObserver);
    }

    /**
     * <pre>
     * Fonts that the workspace's templates can name: first its own, newest first, then those that come with the server, by
     * name, all on one page. Needs the scope READ.
     * </pre>
     */
    default void listFonts(dev.placard.v1.ListFontsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListFontsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListFontsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a font of the workspace's. Pictures that were made with it stay. Needs the scope TEMPLATES.
     * </pre>
     */
    default void deleteFont(dev.placard.v1.DeleteFontRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteFontResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteFontMethod(), responseObserver);
    }

    /**
     * <pre>
     * Keeps a picture for the workspace: PNG, JPEG, WebP, AVIF, GIF or SVG. Its `reference` stands wherever a picture's URL may. The
     * same bytes again answer the image that is there, under its first name. This method takes messages of 31 MiB, and the
     * server few of them at a time. Needs the scope TEMPLATES.
     * </pre>
     */
    default void uploadImage(dev.placard.v1.UploadImageRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UploadImageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUploadImageMethod(), responseObserver);
    }

    /**
     * <pre>
     * Images of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    default void listImages(dev.placard.v1.ListImagesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListImagesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListImagesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes an image. Pictures that were made with it stay; to render with it is INVALID_ARGUMENT from then on. Needs the
     * scope TEMPLATES.
     * </pre>
     */
    default void deleteImage(dev.placard.v1.DeleteImageRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteImageResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteImageMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service TemplateService.
   * <pre>
   * Designs of the workspace.
   * </pre>
   */
  public static abstract class TemplateServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return TemplateServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service TemplateService.
   * <pre>
   * Designs of the workspace.
   * </pre>
   */
  public static final class TemplateServiceStub
      extends io.grpc.stub.AbstractAsyncStub<TemplateServiceStub> {
    private TemplateServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TemplateServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TemplateServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a template, as its version 1. Needs the scope TEMPLATES. A workspace has at most 1,000, unless the server is
     * configured otherwise: one more is FAILED_PRECONDITION with the reason QUOTA_REACHED.
     * </pre>
     */
    public void createTemplate(dev.placard.v1.CreateTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateTemplateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateTemplateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One template, with its source, in its newest or any other version. Built-ins are found by their name. Needs the
     * scope READ.
     * </pre>
     */
    public void getTemplate(dev.placard.v1.GetTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetTemplateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetTemplateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Templates, without their sources. Needs the scope READ.
     * </pre>
     */
    public void listTemplates(dev.placard.v1.ListTemplatesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListTemplatesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTemplatesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. A source that differs from the newest makes a new version; all versions can
     * still be rendered. A template has at most 1,000 versions, unless the server is configured otherwise. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    public void updateTemplate(dev.placard.v1.UpdateTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UpdateTemplateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateTemplateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a template, all its versions with it. Pictures that were made with it stay; to render it or to fire a
     * trigger of it is INVALID_ARGUMENT from then on, with the reason UNKNOWN_TEMPLATE. Needs the scope TEMPLATES.
     * </pre>
     */
    public void deleteTemplate(dev.placard.v1.DeleteTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteTemplateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteTemplateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Versions of one template, newest first. Needs the scope READ.
     * </pre>
     */
    public void listTemplateVersions(dev.placard.v1.ListTemplateVersionsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListTemplateVersionsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTemplateVersionsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Tells all that is wrong with a template at once, each with its path. With variables it is filled and laid out too,
     * without being painted: how texts come out, and what deserves a look. Nothing is kept. What is wrong with the template
     * or its variables is the answer; an error is only what is wrong with the request itself. Needs the scope READ.
     * </pre>
     */
    public void validateTemplate(dev.placard.v1.ValidateTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ValidateTemplateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getValidateTemplateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Renders a template without keeping anything: no render in the books, no event, no picture in the store. Remote images
     * are fetched as for a render. Needs the scope RENDER.
     * </pre>
     */
    public void previewTemplate(dev.placard.v1.PreviewTemplateRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.PreviewTemplateResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getPreviewTemplateMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How a text comes out, without painting it. Needs the scope READ.
     * </pre>
     */
    public void measureText(dev.placard.v1.MeasureTextRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.MeasureTextResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getMeasureTextMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Keeps a font for the workspace's templates: TTF, OTF, TTC, WOFF or WOFF2. The same font again answers the one that is
     * there. This method takes messages of 31 MiB, and the server few of them at a time. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    public void uploadFont(dev.placard.v1.UploadFontRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UploadFontResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUploadFontMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Fonts that the workspace's templates can name: first its own, newest first, then those that come with the server, by
     * name, all on one page. Needs the scope READ.
     * </pre>
     */
    public void listFonts(dev.placard.v1.ListFontsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListFontsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListFontsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a font of the workspace's. Pictures that were made with it stay. Needs the scope TEMPLATES.
     * </pre>
     */
    public void deleteFont(dev.placard.v1.DeleteFontRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteFontResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteFontMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Keeps a picture for the workspace: PNG, JPEG, WebP, AVIF, GIF or SVG. Its `reference` stands wherever a picture's URL may. The
     * same bytes again answer the image that is there, under its first name. This method takes messages of 31 MiB, and the
     * server few of them at a time. Needs the scope TEMPLATES.
     * </pre>
     */
    public void uploadImage(dev.placard.v1.UploadImageRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UploadImageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUploadImageMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Images of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public void listImages(dev.placard.v1.ListImagesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListImagesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListImagesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes an image. Pictures that were made with it stay; to render with it is INVALID_ARGUMENT from then on. Needs the
     * scope TEMPLATES.
     * </pre>
     */
    public void deleteImage(dev.placard.v1.DeleteImageRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteImageResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteImageMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service TemplateService.
   * <pre>
   * Designs of the workspace.
   * </pre>
   */
  public static final class TemplateServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<TemplateServiceBlockingV2Stub> {
    private TemplateServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TemplateServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TemplateServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a template, as its version 1. Needs the scope TEMPLATES. A workspace has at most 1,000, unless the server is
     * configured otherwise: one more is FAILED_PRECONDITION with the reason QUOTA_REACHED.
     * </pre>
     */
    public dev.placard.v1.CreateTemplateResponse createTemplate(dev.placard.v1.CreateTemplateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One template, with its source, in its newest or any other version. Built-ins are found by their name. Needs the
     * scope READ.
     * </pre>
     */
    public dev.placard.v1.GetTemplateResponse getTemplate(dev.placard.v1.GetTemplateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Templates, without their sources. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListTemplatesResponse listTemplates(dev.placard.v1.ListTemplatesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTemplatesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. A source that differs from the newest makes a new version; all versions can
     * still be rendered. A template has at most 1,000 versions, unless the server is configured otherwise. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.UpdateTemplateResponse updateTemplate(dev.placard.v1.UpdateTemplateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a template, all its versions with it. Pictures that were made with it stay; to render it or to fire a
     * trigger of it is INVALID_ARGUMENT from then on, with the reason UNKNOWN_TEMPLATE. Needs the scope TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.DeleteTemplateResponse deleteTemplate(dev.placard.v1.DeleteTemplateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Versions of one template, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListTemplateVersionsResponse listTemplateVersions(dev.placard.v1.ListTemplateVersionsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTemplateVersionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells all that is wrong with a template at once, each with its path. With variables it is filled and laid out too,
     * without being painted: how texts come out, and what deserves a look. Nothing is kept. What is wrong with the template
     * or its variables is the answer; an error is only what is wrong with the request itself. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ValidateTemplateResponse validateTemplate(dev.placard.v1.ValidateTemplateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getValidateTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renders a template without keeping anything: no render in the books, no event, no picture in the store. Remote images
     * are fetched as for a render. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.PreviewTemplateResponse previewTemplate(dev.placard.v1.PreviewTemplateRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getPreviewTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How a text comes out, without painting it. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.MeasureTextResponse measureText(dev.placard.v1.MeasureTextRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getMeasureTextMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Keeps a font for the workspace's templates: TTF, OTF, TTC, WOFF or WOFF2. The same font again answers the one that is
     * there. This method takes messages of 31 MiB, and the server few of them at a time. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.UploadFontResponse uploadFont(dev.placard.v1.UploadFontRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUploadFontMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Fonts that the workspace's templates can name: first its own, newest first, then those that come with the server, by
     * name, all on one page. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListFontsResponse listFonts(dev.placard.v1.ListFontsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListFontsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a font of the workspace's. Pictures that were made with it stay. Needs the scope TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.DeleteFontResponse deleteFont(dev.placard.v1.DeleteFontRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteFontMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Keeps a picture for the workspace: PNG, JPEG, WebP, AVIF, GIF or SVG. Its `reference` stands wherever a picture's URL may. The
     * same bytes again answer the image that is there, under its first name. This method takes messages of 31 MiB, and the
     * server few of them at a time. Needs the scope TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.UploadImageResponse uploadImage(dev.placard.v1.UploadImageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUploadImageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Images of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListImagesResponse listImages(dev.placard.v1.ListImagesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListImagesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes an image. Pictures that were made with it stay; to render with it is INVALID_ARGUMENT from then on. Needs the
     * scope TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.DeleteImageResponse deleteImage(dev.placard.v1.DeleteImageRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteImageMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service TemplateService.
   * <pre>
   * Designs of the workspace.
   * </pre>
   */
  public static final class TemplateServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<TemplateServiceBlockingStub> {
    private TemplateServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TemplateServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TemplateServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a template, as its version 1. Needs the scope TEMPLATES. A workspace has at most 1,000, unless the server is
     * configured otherwise: one more is FAILED_PRECONDITION with the reason QUOTA_REACHED.
     * </pre>
     */
    public dev.placard.v1.CreateTemplateResponse createTemplate(dev.placard.v1.CreateTemplateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One template, with its source, in its newest or any other version. Built-ins are found by their name. Needs the
     * scope READ.
     * </pre>
     */
    public dev.placard.v1.GetTemplateResponse getTemplate(dev.placard.v1.GetTemplateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Templates, without their sources. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListTemplatesResponse listTemplates(dev.placard.v1.ListTemplatesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTemplatesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. A source that differs from the newest makes a new version; all versions can
     * still be rendered. A template has at most 1,000 versions, unless the server is configured otherwise. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.UpdateTemplateResponse updateTemplate(dev.placard.v1.UpdateTemplateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a template, all its versions with it. Pictures that were made with it stay; to render it or to fire a
     * trigger of it is INVALID_ARGUMENT from then on, with the reason UNKNOWN_TEMPLATE. Needs the scope TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.DeleteTemplateResponse deleteTemplate(dev.placard.v1.DeleteTemplateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Versions of one template, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListTemplateVersionsResponse listTemplateVersions(dev.placard.v1.ListTemplateVersionsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTemplateVersionsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Tells all that is wrong with a template at once, each with its path. With variables it is filled and laid out too,
     * without being painted: how texts come out, and what deserves a look. Nothing is kept. What is wrong with the template
     * or its variables is the answer; an error is only what is wrong with the request itself. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ValidateTemplateResponse validateTemplate(dev.placard.v1.ValidateTemplateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getValidateTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renders a template without keeping anything: no render in the books, no event, no picture in the store. Remote images
     * are fetched as for a render. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.PreviewTemplateResponse previewTemplate(dev.placard.v1.PreviewTemplateRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getPreviewTemplateMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How a text comes out, without painting it. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.MeasureTextResponse measureText(dev.placard.v1.MeasureTextRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getMeasureTextMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Keeps a font for the workspace's templates: TTF, OTF, TTC, WOFF or WOFF2. The same font again answers the one that is
     * there. This method takes messages of 31 MiB, and the server few of them at a time. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.UploadFontResponse uploadFont(dev.placard.v1.UploadFontRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUploadFontMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Fonts that the workspace's templates can name: first its own, newest first, then those that come with the server, by
     * name, all on one page. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListFontsResponse listFonts(dev.placard.v1.ListFontsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListFontsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a font of the workspace's. Pictures that were made with it stay. Needs the scope TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.DeleteFontResponse deleteFont(dev.placard.v1.DeleteFontRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteFontMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Keeps a picture for the workspace: PNG, JPEG, WebP, AVIF, GIF or SVG. Its `reference` stands wherever a picture's URL may. The
     * same bytes again answer the image that is there, under its first name. This method takes messages of 31 MiB, and the
     * server few of them at a time. Needs the scope TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.UploadImageResponse uploadImage(dev.placard.v1.UploadImageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUploadImageMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Images of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListImagesResponse listImages(dev.placard.v1.ListImagesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListImagesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes an image. Pictures that were made with it stay; to render with it is INVALID_ARGUMENT from then on. Needs the
     * scope TEMPLATES.
     * </pre>
     */
    public dev.placard.v1.DeleteImageResponse deleteImage(dev.placard.v1.DeleteImageRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteImageMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service TemplateService.
   * <pre>
   * Designs of the workspace.
   * </pre>
   */
  public static final class TemplateServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<TemplateServiceFutureStub> {
    private TemplateServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TemplateServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TemplateServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a template, as its version 1. Needs the scope TEMPLATES. A workspace has at most 1,000, unless the server is
     * configured otherwise: one more is FAILED_PRECONDITION with the reason QUOTA_REACHED.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.CreateTemplateResponse> createTemplate(
        dev.placard.v1.CreateTemplateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateTemplateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * One template, with its source, in its newest or any other version. Built-ins are found by their name. Needs the
     * scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.GetTemplateResponse> getTemplate(
        dev.placard.v1.GetTemplateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetTemplateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Templates, without their sources. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListTemplatesResponse> listTemplates(
        dev.placard.v1.ListTemplatesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTemplatesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. A source that differs from the newest makes a new version; all versions can
     * still be rendered. A template has at most 1,000 versions, unless the server is configured otherwise. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.UpdateTemplateResponse> updateTemplate(
        dev.placard.v1.UpdateTemplateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateTemplateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a template, all its versions with it. Pictures that were made with it stay; to render it or to fire a
     * trigger of it is INVALID_ARGUMENT from then on, with the reason UNKNOWN_TEMPLATE. Needs the scope TEMPLATES.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.DeleteTemplateResponse> deleteTemplate(
        dev.placard.v1.DeleteTemplateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteTemplateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Versions of one template, newest first. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListTemplateVersionsResponse> listTemplateVersions(
        dev.placard.v1.ListTemplateVersionsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTemplateVersionsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Tells all that is wrong with a template at once, each with its path. With variables it is filled and laid out too,
     * without being painted: how texts come out, and what deserves a look. Nothing is kept. What is wrong with the template
     * or its variables is the answer; an error is only what is wrong with the request itself. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ValidateTemplateResponse> validateTemplate(
        dev.placard.v1.ValidateTemplateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getValidateTemplateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Renders a template without keeping anything: no render in the books, no event, no picture in the store. Remote images
     * are fetched as for a render. Needs the scope RENDER.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.PreviewTemplateResponse> previewTemplate(
        dev.placard.v1.PreviewTemplateRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getPreviewTemplateMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * How a text comes out, without painting it. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.MeasureTextResponse> measureText(
        dev.placard.v1.MeasureTextRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getMeasureTextMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Keeps a font for the workspace's templates: TTF, OTF, TTC, WOFF or WOFF2. The same font again answers the one that is
     * there. This method takes messages of 31 MiB, and the server few of them at a time. Needs the scope
     * TEMPLATES.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.UploadFontResponse> uploadFont(
        dev.placard.v1.UploadFontRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUploadFontMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Fonts that the workspace's templates can name: first its own, newest first, then those that come with the server, by
     * name, all on one page. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListFontsResponse> listFonts(
        dev.placard.v1.ListFontsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListFontsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a font of the workspace's. Pictures that were made with it stay. Needs the scope TEMPLATES.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.DeleteFontResponse> deleteFont(
        dev.placard.v1.DeleteFontRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteFontMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Keeps a picture for the workspace: PNG, JPEG, WebP, AVIF, GIF or SVG. Its `reference` stands wherever a picture's URL may. The
     * same bytes again answer the image that is there, under its first name. This method takes messages of 31 MiB, and the
     * server few of them at a time. Needs the scope TEMPLATES.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.UploadImageResponse> uploadImage(
        dev.placard.v1.UploadImageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUploadImageMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Images of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListImagesResponse> listImages(
        dev.placard.v1.ListImagesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListImagesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes an image. Pictures that were made with it stay; to render with it is INVALID_ARGUMENT from then on. Needs the
     * scope TEMPLATES.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.DeleteImageResponse> deleteImage(
        dev.placard.v1.DeleteImageRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteImageMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_TEMPLATE = 0;
  private static final int METHODID_GET_TEMPLATE = 1;
  private static final int METHODID_LIST_TEMPLATES = 2;
  private static final int METHODID_UPDATE_TEMPLATE = 3;
  private static final int METHODID_DELETE_TEMPLATE = 4;
  private static final int METHODID_LIST_TEMPLATE_VERSIONS = 5;
  private static final int METHODID_VALIDATE_TEMPLATE = 6;
  private static final int METHODID_PREVIEW_TEMPLATE = 7;
  private static final int METHODID_MEASURE_TEXT = 8;
  private static final int METHODID_UPLOAD_FONT = 9;
  private static final int METHODID_LIST_FONTS = 10;
  private static final int METHODID_DELETE_FONT = 11;
  private static final int METHODID_UPLOAD_IMAGE = 12;
  private static final int METHODID_LIST_IMAGES = 13;
  private static final int METHODID_DELETE_IMAGE = 14;

  private static final class MethodHandlers<Req, Resp> implements
      io.grpc.stub.ServerCalls.UnaryMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ServerStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.ClientStreamingMethod<Req, Resp>,
      io.grpc.stub.ServerCalls.BidiStreamingMethod<Req, Resp> {
    private final AsyncService serviceImpl;
    private final int methodId;

    MethodHandlers(AsyncService serviceImpl, int methodId) {
      this.serviceImpl = serviceImpl;
      this.methodId = methodId;
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public void invoke(Req request, io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        case METHODID_CREATE_TEMPLATE:
          serviceImpl.createTemplate((dev.placard.v1.CreateTemplateRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.CreateTemplateResponse>) responseObserver);
          break;
        case METHODID_GET_TEMPLATE:
          serviceImpl.getTemplate((dev.placard.v1.GetTemplateRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.GetTemplateResponse>) responseObserver);
          break;
        case METHODID_LIST_TEMPLATES:
          serviceImpl.listTemplates((dev.placard.v1.ListTemplatesRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListTemplatesResponse>) responseObserver);
          break;
        case METHODID_UPDATE_TEMPLATE:
          serviceImpl.updateTemplate((dev.placard.v1.UpdateTemplateRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.UpdateTemplateResponse>) responseObserver);
          break;
        case METHODID_DELETE_TEMPLATE:
          serviceImpl.deleteTemplate((dev.placard.v1.DeleteTemplateRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.DeleteTemplateResponse>) responseObserver);
          break;
        case METHODID_LIST_TEMPLATE_VERSIONS:
          serviceImpl.listTemplateVersions((dev.placard.v1.ListTemplateVersionsRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListTemplateVersionsResponse>) responseObserver);
          break;
        case METHODID_VALIDATE_TEMPLATE:
          serviceImpl.validateTemplate((dev.placard.v1.ValidateTemplateRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ValidateTemplateResponse>) responseObserver);
          break;
        case METHODID_PREVIEW_TEMPLATE:
          serviceImpl.previewTemplate((dev.placard.v1.PreviewTemplateRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.PreviewTemplateResponse>) responseObserver);
          break;
        case METHODID_MEASURE_TEXT:
          serviceImpl.measureText((dev.placard.v1.MeasureTextRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.MeasureTextResponse>) responseObserver);
          break;
        case METHODID_UPLOAD_FONT:
          serviceImpl.uploadFont((dev.placard.v1.UploadFontRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.UploadFontResponse>) responseObserver);
          break;
        case METHODID_LIST_FONTS:
          serviceImpl.listFonts((dev.placard.v1.ListFontsRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListFontsResponse>) responseObserver);
          break;
        case METHODID_DELETE_FONT:
          serviceImpl.deleteFont((dev.placard.v1.DeleteFontRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.DeleteFontResponse>) responseObserver);
          break;
        case METHODID_UPLOAD_IMAGE:
          serviceImpl.uploadImage((dev.placard.v1.UploadImageRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.UploadImageResponse>) responseObserver);
          break;
        case METHODID_LIST_IMAGES:
          serviceImpl.listImages((dev.placard.v1.ListImagesRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListImagesResponse>) responseObserver);
          break;
        case METHODID_DELETE_IMAGE:
          serviceImpl.deleteImage((dev.placard.v1.DeleteImageRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.DeleteImageResponse>) responseObserver);
          break;
        default:
          throw new AssertionError();
      }
    }

    @java.lang.Override
    @java.lang.SuppressWarnings("unchecked")
    public io.grpc.stub.StreamObserver<Req> invoke(
        io.grpc.stub.StreamObserver<Resp> responseObserver) {
      switch (methodId) {
        default:
          throw new AssertionError();
      }
    }
  }

  public static final io.grpc.ServerServiceDefinition bindService(AsyncService service) {
    return io.grpc.ServerServiceDefinition.builder(getServiceDescriptor())
        .addMethod(
          getCreateTemplateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.CreateTemplateRequest,
              dev.placard.v1.CreateTemplateResponse>(
                service, METHODID_CREATE_TEMPLATE)))
        .addMethod(
          getGetTemplateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.GetTemplateRequest,
              dev.placard.v1.GetTemplateResponse>(
                service, METHODID_GET_TEMPLATE)))
        .addMethod(
          getListTemplatesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListTemplatesRequest,
              dev.placard.v1.ListTemplatesResponse>(
                service, METHODID_LIST_TEMPLATES)))
        .addMethod(
          getUpdateTemplateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.UpdateTemplateRequest,
              dev.placard.v1.UpdateTemplateResponse>(
                service, METHODID_UPDATE_TEMPLATE)))
        .addMethod(
          getDeleteTemplateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.DeleteTemplateRequest,
              dev.placard.v1.DeleteTemplateResponse>(
                service, METHODID_DELETE_TEMPLATE)))
        .addMethod(
          getListTemplateVersionsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListTemplateVersionsRequest,
              dev.placard.v1.ListTemplateVersionsResponse>(
                service, METHODID_LIST_TEMPLATE_VERSIONS)))
        .addMethod(
          getValidateTemplateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ValidateTemplateRequest,
              dev.placard.v1.ValidateTemplateResponse>(
                service, METHODID_VALIDATE_TEMPLATE)))
        .addMethod(
          getPreviewTemplateMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.PreviewTemplateRequest,
              dev.placard.v1.PreviewTemplateResponse>(
                service, METHODID_PREVIEW_TEMPLATE)))
        .addMethod(
          getMeasureTextMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.MeasureTextRequest,
              dev.placard.v1.MeasureTextResponse>(
                service, METHODID_MEASURE_TEXT)))
        .addMethod(
          getUploadFontMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.UploadFontRequest,
              dev.placard.v1.UploadFontResponse>(
                service, METHODID_UPLOAD_FONT)))
        .addMethod(
          getListFontsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListFontsRequest,
              dev.placard.v1.ListFontsResponse>(
                service, METHODID_LIST_FONTS)))
        .addMethod(
          getDeleteFontMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.DeleteFontRequest,
              dev.placard.v1.DeleteFontResponse>(
                service, METHODID_DELETE_FONT)))
        .addMethod(
          getUploadImageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.UploadImageRequest,
              dev.placard.v1.UploadImageResponse>(
                service, METHODID_UPLOAD_IMAGE)))
        .addMethod(
          getListImagesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListImagesRequest,
              dev.placard.v1.ListImagesResponse>(
                service, METHODID_LIST_IMAGES)))
        .addMethod(
          getDeleteImageMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.DeleteImageRequest,
              dev.placard.v1.DeleteImageResponse>(
                service, METHODID_DELETE_IMAGE)))
        .build();
  }

  private static abstract class TemplateServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    TemplateServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.placard.v1.TemplateServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("TemplateService");
    }
  }

  private static final class TemplateServiceFileDescriptorSupplier
      extends TemplateServiceBaseDescriptorSupplier {
    TemplateServiceFileDescriptorSupplier() {}
  }

  private static final class TemplateServiceMethodDescriptorSupplier
      extends TemplateServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    TemplateServiceMethodDescriptorSupplier(java.lang.String methodName) {
      this.methodName = methodName;
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().findMethodByName(methodName);
    }
  }

  private static volatile io.grpc.ServiceDescriptor serviceDescriptor;

  public static io.grpc.ServiceDescriptor getServiceDescriptor() {
    io.grpc.ServiceDescriptor result = serviceDescriptor;
    if (result == null) {
      synchronized (TemplateServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new TemplateServiceFileDescriptorSupplier())
              .addMethod(getCreateTemplateMethod())
              .addMethod(getGetTemplateMethod())
              .addMethod(getListTemplatesMethod())
              .addMethod(getUpdateTemplateMethod())
              .addMethod(getDeleteTemplateMethod())
              .addMethod(getListTemplateVersionsMethod())
              .addMethod(getValidateTemplateMethod())
              .addMethod(getPreviewTemplateMethod())
              .addMethod(getMeasureTextMethod())
              .addMethod(getUploadFontMethod())
              .addMethod(getListFontsMethod())
              .addMethod(getDeleteFontMethod())
              .addMethod(getUploadImageMethod())
              .addMethod(getListImagesMethod())
              .addMethod(getDeleteImageMethod())
              .build();
        }
      }
    }
    return result;
  }
}
