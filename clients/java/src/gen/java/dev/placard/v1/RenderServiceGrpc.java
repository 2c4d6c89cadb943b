package dev.placard.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Turns specs into pictures, and finds them again.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class RenderServiceGrpc {

  private RenderServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "placard.v1.RenderService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.RenderRequest,
      dev.placard.v1.RenderResponse> getRenderMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "Render",
      requestType = dev.placard.v1.RenderRequest.class,
      responseType = dev.placard.v1.RenderResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.RenderRequest,
      dev.placard.v1.RenderResponse> getRenderMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.RenderRequest, dev.placard.v1.RenderResponse> getRenderMethod;
    if ((getRenderMethod = RenderServiceGrpc.getRenderMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getRenderMethod = RenderServiceGrpc.getRenderMethod) == null) {
          RenderServiceGrpc.getRenderMethod = getRenderMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.RenderRequest, dev.placard.v1.RenderResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "Render"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RenderRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RenderResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("Render"))
              .build();
        }
      }
    }
    return getRenderMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.CreateRenderRequest,
      dev.placard.v1.CreateRenderResponse> getCreateRenderMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateRender",
      requestType = dev.placard.v1.CreateRenderRequest.class,
      responseType = dev.placard.v1.CreateRenderResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.CreateRenderRequest,
      dev.placard.v1.CreateRenderResponse> getCreateRenderMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.CreateRenderRequest, dev.placard.v1.CreateRenderResponse> getCreateRenderMethod;
    if ((getCreateRenderMethod = RenderServiceGrpc.getCreateRenderMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getCreateRenderMethod = RenderServiceGrpc.getCreateRenderMethod) == null) {
          RenderServiceGrpc.getCreateRenderMethod = getCreateRenderMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.CreateRenderRequest, dev.placard.v1.CreateRenderResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateRender"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateRenderRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateRenderResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("CreateRender"))
              .build();
        }
      }
    }
    return getCreateRenderMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.WatchRenderRequest,
      dev.placard.v1.WatchRenderResponse> getWatchRenderMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchRender",
      requestType = dev.placard.v1.WatchRenderRequest.class,
      responseType = dev.placard.v1.WatchRenderResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.placard.v1.WatchRenderRequest,
      dev.placard.v1.WatchRenderResponse> getWatchRenderMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.WatchRenderRequest, dev.placard.v1.WatchRenderResponse> getWatchRenderMethod;
    if ((getWatchRenderMethod = RenderServiceGrpc.getWatchRenderMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getWatchRenderMethod = RenderServiceGrpc.getWatchRenderMethod) == null) {
          RenderServiceGrpc.getWatchRenderMethod = getWatchRenderMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.WatchRenderRequest, dev.placard.v1.WatchRenderResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchRender"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.WatchRenderRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.WatchRenderResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("WatchRender"))
              .build();
        }
      }
    }
    return getWatchRenderMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.CreateBatchRequest,
      dev.placard.v1.CreateBatchResponse> getCreateBatchMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateBatch",
      requestType = dev.placard.v1.CreateBatchRequest.class,
      responseType = dev.placard.v1.CreateBatchResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.CreateBatchRequest,
      dev.placard.v1.CreateBatchResponse> getCreateBatchMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.CreateBatchRequest, dev.placard.v1.CreateBatchResponse> getCreateBatchMethod;
    if ((getCreateBatchMethod = RenderServiceGrpc.getCreateBatchMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getCreateBatchMethod = RenderServiceGrpc.getCreateBatchMethod) == null) {
          RenderServiceGrpc.getCreateBatchMethod = getCreateBatchMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.CreateBatchRequest, dev.placard.v1.CreateBatchResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateBatch"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateBatchRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateBatchResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("CreateBatch"))
              .build();
        }
      }
    }
    return getCreateBatchMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.GetBatchRequest,
      dev.placard.v1.GetBatchResponse> getGetBatchMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetBatch",
      requestType = dev.placard.v1.GetBatchRequest.class,
      responseType = dev.placard.v1.GetBatchResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.GetBatchRequest,
      dev.placard.v1.GetBatchResponse> getGetBatchMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.GetBatchRequest, dev.placard.v1.GetBatchResponse> getGetBatchMethod;
    if ((getGetBatchMethod = RenderServiceGrpc.getGetBatchMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getGetBatchMethod = RenderServiceGrpc.getGetBatchMethod) == null) {
          RenderServiceGrpc.getGetBatchMethod = getGetBatchMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.GetBatchRequest, dev.placard.v1.GetBatchResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetBatch"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetBatchRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetBatchResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("GetBatch"))
              .build();
        }
      }
    }
    return getGetBatchMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListBatchesRequest,
      dev.placard.v1.ListBatchesResponse> getListBatchesMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListBatches",
      requestType = dev.placard.v1.ListBatchesRequest.class,
      responseType = dev.placard.v1.ListBatchesResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListBatchesRequest,
      dev.placard.v1.ListBatchesResponse> getListBatchesMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListBatchesRequest, dev.placard.v1.ListBatchesResponse> getListBatchesMethod;
    if ((getListBatchesMethod = RenderServiceGrpc.getListBatchesMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getListBatchesMethod = RenderServiceGrpc.getListBatchesMethod) == null) {
          RenderServiceGrpc.getListBatchesMethod = getListBatchesMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListBatchesRequest, dev.placard.v1.ListBatchesResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListBatches"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListBatchesRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListBatchesResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("ListBatches"))
              .build();
        }
      }
    }
    return getListBatchesMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListBatchItemsRequest,
      dev.placard.v1.ListBatchItemsResponse> getListBatchItemsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListBatchItems",
      requestType = dev.placard.v1.ListBatchItemsRequest.class,
      responseType = dev.placard.v1.ListBatchItemsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListBatchItemsRequest,
      dev.placard.v1.ListBatchItemsResponse> getListBatchItemsMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListBatchItemsRequest, dev.placard.v1.ListBatchItemsResponse> getListBatchItemsMethod;
    if ((getListBatchItemsMethod = RenderServiceGrpc.getListBatchItemsMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getListBatchItemsMethod = RenderServiceGrpc.getListBatchItemsMethod) == null) {
          RenderServiceGrpc.getListBatchItemsMethod = getListBatchItemsMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListBatchItemsRequest, dev.placard.v1.ListBatchItemsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListBatchItems"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListBatchItemsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListBatchItemsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("ListBatchItems"))
              .build();
        }
      }
    }
    return getListBatchItemsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.WatchBatchRequest,
      dev.placard.v1.WatchBatchResponse> getWatchBatchMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "WatchBatch",
      requestType = dev.placard.v1.WatchBatchRequest.class,
      responseType = dev.placard.v1.WatchBatchResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.placard.v1.WatchBatchRequest,
      dev.placard.v1.WatchBatchResponse> getWatchBatchMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.WatchBatchRequest, dev.placard.v1.WatchBatchResponse> getWatchBatchMethod;
    if ((getWatchBatchMethod = RenderServiceGrpc.getWatchBatchMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getWatchBatchMethod = RenderServiceGrpc.getWatchBatchMethod) == null) {
          RenderServiceGrpc.getWatchBatchMethod = getWatchBatchMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.WatchBatchRequest, dev.placard.v1.WatchBatchResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "WatchBatch"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.WatchBatchRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.WatchBatchResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("WatchBatch"))
              .build();
        }
      }
    }
    return getWatchBatchMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.CancelBatchRequest,
      dev.placard.v1.CancelBatchResponse> getCancelBatchMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CancelBatch",
      requestType = dev.placard.v1.CancelBatchRequest.class,
      responseType = dev.placard.v1.CancelBatchResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.CancelBatchRequest,
      dev.placard.v1.CancelBatchResponse> getCancelBatchMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.CancelBatchRequest, dev.placard.v1.CancelBatchResponse> getCancelBatchMethod;
    if ((getCancelBatchMethod = RenderServiceGrpc.getCancelBatchMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getCancelBatchMethod = RenderServiceGrpc.getCancelBatchMethod) == null) {
          RenderServiceGrpc.getCancelBatchMethod = getCancelBatchMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.CancelBatchRequest, dev.placard.v1.CancelBatchResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CancelBatch"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CancelBatchRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CancelBatchResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("CancelBatch"))
              .build();
        }
      }
    }
    return getCancelBatchMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.RetryBatchItemsRequest,
      dev.placard.v1.RetryBatchItemsResponse> getRetryBatchItemsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RetryBatchItems",
      requestType = dev.placard.v1.RetryBatchItemsRequest.class,
      responseType = dev.placard.v1.RetryBatchItemsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.RetryBatchItemsRequest,
      dev.placard.v1.RetryBatchItemsResponse> getRetryBatchItemsMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.RetryBatchItemsRequest, dev.placard.v1.RetryBatchItemsResponse> getRetryBatchItemsMethod;
    if ((getRetryBatchItemsMethod = RenderServiceGrpc.getRetryBatchItemsMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getRetryBatchItemsMethod = RenderServiceGrpc.getRetryBatchItemsMethod) == null) {
          RenderServiceGrpc.getRetryBatchItemsMethod = getRetryBatchItemsMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.RetryBatchItemsRequest, dev.placard.v1.RetryBatchItemsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RetryBatchItems"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RetryBatchItemsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RetryBatchItemsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("RetryBatchItems"))
              .build();
        }
      }
    }
    return getRetryBatchItemsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.GetRenderRequest,
      dev.placard.v1.GetRenderResponse> getGetRenderMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetRender",
      requestType = dev.placard.v1.GetRenderRequest.class,
      responseType = dev.placard.v1.GetRenderResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.GetRenderRequest,
      dev.placard.v1.GetRenderResponse> getGetRenderMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.GetRenderRequest, dev.placard.v1.GetRenderResponse> getGetRenderMethod;
    if ((getGetRenderMethod = RenderServiceGrpc.getGetRenderMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getGetRenderMethod = RenderServiceGrpc.getGetRenderMethod) == null) {
          RenderServiceGrpc.getGetRenderMethod = getGetRenderMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.GetRenderRequest, dev.placard.v1.GetRenderResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetRender"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetRenderRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetRenderResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("GetRender"))
              .build();
        }
      }
    }
    return getGetRenderMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListRendersRequest,
      dev.placard.v1.ListRendersResponse> getListRendersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListRenders",
      requestType = dev.placard.v1.ListRendersRequest.class,
      responseType = dev.placard.v1.ListRendersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListRendersRequest,
      dev.placard.v1.ListRendersResponse> getListRendersMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListRendersRequest, dev.placard.v1.ListRendersResponse> getListRendersMethod;
    if ((getListRendersMethod = RenderServiceGrpc.getListRendersMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getListRendersMethod = RenderServiceGrpc.getListRendersMethod) == null) {
          RenderServiceGrpc.getListRendersMethod = getListRendersMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListRendersRequest, dev.placard.v1.ListRendersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListRenders"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListRendersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListRendersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("ListRenders"))
              .build();
        }
      }
    }
    return getListRendersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.DownloadRenderRequest,
      dev.placard.v1.DownloadRenderResponse> getDownloadRenderMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DownloadRender",
      requestType = dev.placard.v1.DownloadRenderRequest.class,
      responseType = dev.placard.v1.DownloadRenderResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
  public static io.grpc.MethodDescriptor<dev.placard.v1.DownloadRenderRequest,
      dev.placard.v1.DownloadRenderResponse> getDownloadRenderMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.DownloadRenderRequest, dev.placard.v1.DownloadRenderResponse> getDownloadRenderMethod;
    if ((getDownloadRenderMethod = RenderServiceGrpc.getDownloadRenderMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getDownloadRenderMethod = RenderServiceGrpc.getDownloadRenderMethod) == null) {
          RenderServiceGrpc.getDownloadRenderMethod = getDownloadRenderMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.DownloadRenderRequest, dev.placard.v1.DownloadRenderResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.SERVER_STREAMING)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DownloadRender"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DownloadRenderRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DownloadRenderResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("DownloadRender"))
              .build();
        }
      }
    }
    return getDownloadRenderMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.SignRenderUrlRequest,
      dev.placard.v1.SignRenderUrlResponse> getSignRenderUrlMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "SignRenderUrl",
      requestType = dev.placard.v1.SignRenderUrlRequest.class,
      responseType = dev.placard.v1.SignRenderUrlResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.SignRenderUrlRequest,
      dev.placard.v1.SignRenderUrlResponse> getSignRenderUrlMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.SignRenderUrlRequest, dev.placard.v1.SignRenderUrlResponse> getSignRenderUrlMethod;
    if ((getSignRenderUrlMethod = RenderServiceGrpc.getSignRenderUrlMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getSignRenderUrlMethod = RenderServiceGrpc.getSignRenderUrlMethod) == null) {
          RenderServiceGrpc.getSignRenderUrlMethod = getSignRenderUrlMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.SignRenderUrlRequest, dev.placard.v1.SignRenderUrlResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "SignRenderUrl"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.SignRenderUrlRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.SignRenderUrlResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("SignRenderUrl"))
              .build();
        }
      }
    }
    return getSignRenderUrlMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.RotateSigningKeyRequest,
      dev.placard.v1.RotateSigningKeyResponse> getRotateSigningKeyMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RotateSigningKey",
      requestType = dev.placard.v1.RotateSigningKeyRequest.class,
      responseType = dev.placard.v1.RotateSigningKeyResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.RotateSigningKeyRequest,
      dev.placard.v1.RotateSigningKeyResponse> getRotateSigningKeyMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.RotateSigningKeyRequest, dev.placard.v1.RotateSigningKeyResponse> getRotateSigningKeyMethod;
    if ((getRotateSigningKeyMethod = RenderServiceGrpc.getRotateSigningKeyMethod) == null) {
      synchronized (RenderServiceGrpc.class) {
        if ((getRotateSigningKeyMethod = RenderServiceGrpc.getRotateSigningKeyMethod) == null) {
          RenderServiceGrpc.getRotateSigningKeyMethod = getRotateSigningKeyMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.RotateSigningKeyRequest, dev.placard.v1.RotateSigningKeyResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RotateSigningKey"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RotateSigningKeyRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RotateSigningKeyResponse.getDefaultInstance()))
              .setSchemaDescriptor(new RenderServiceMethodDescriptorSupplier("RotateSigningKey"))
              .build();
        }
      }
    }
    return getRotateSigningKeyMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static RenderServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RenderServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RenderServiceStub>() {
        @java.lang.Override
        public RenderServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RenderServiceStub(channel, callOptions);
        }
      };
    return RenderServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static RenderServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RenderServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RenderServiceBlockingV2Stub>() {
        @java.lang.Override
        public RenderServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RenderServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return RenderServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static RenderServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RenderServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RenderServiceBlockingStub>() {
        @java.lang.Override
        public RenderServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RenderServiceBlockingStub(channel, callOptions);
        }
      };
    return RenderServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static RenderServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<RenderServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<RenderServiceFutureStub>() {
        @java.lang.Override
        public RenderServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new RenderServiceFutureStub(channel, callOptions);
        }
      };
    return RenderServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Turns specs into pictures, and finds them again.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Renders a spec and waits for it. Needs the scope RENDER. A spec that was rendered before is answered from then
     * (`cached`). A render that fails is kept, told to subscribers and answered as an error with `metadata.render_id`.
     * </pre>
     */
    default void render(dev.placard.v1.RenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RenderResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRenderMethod(), responseObserver);
    }

    /**
     * <pre>
     * The same, queued: answers at once, in the state QUEUED. A spec that is wrong in itself is refused at once too; whatever
     * else goes wrong is the render's end, as of Render. The queue survives restarts, and goes round workspaces and batches;
     * whoever waits for a Render goes before it. Needs the scope RENDER.
     * </pre>
     */
    default void createRender(dev.placard.v1.CreateRenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateRenderResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateRenderMethod(), responseObserver);
    }

    /**
     * <pre>
     * How a render stands, and every change of it until it has ended; then the stream ends. States that were left again
     * before they could be told are not. Every message carries a `resume_token`; who comes back with it misses nothing and
     * sees nothing twice. A heartbeat comes at least every 15 s. On shutdown the stream ends UNAVAILABLE. Needs the scope
     * READ.
     * </pre>
     */
    default void watchRender(dev.placard.v1.WatchRenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.WatchRenderResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchRenderMethod(), responseObserver);
    }

    /**
     * <pre>
     * Asks for many renders at once: one design with many rows, or, as a collection, many specs. Each item is a render of
     * its own, queued as by CreateRender and told as such; a row that is wrong fails its item, and the others go on. The
     * message may have 31 MiB. When the last item has ended, `batch.completed` or `collection.completed` says so, once, and
     * once more after each retry. Needs the scope RENDER.
     * </pre>
     */
    default void createBatch(dev.placard.v1.CreateBatchRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateBatchResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateBatchMethod(), responseObserver);
    }

    /**
     * <pre>
     * One batch. Needs the scope READ.
     * </pre>
     */
    default void getBatch(dev.placard.v1.GetBatchRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetBatchResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetBatchMethod(), responseObserver);
    }

    /**
     * <pre>
     * Batches of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    default void listBatches(dev.placard.v1.ListBatchesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListBatchesResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListBatchesMethod(), responseObserver);
    }

    /**
     * <pre>
     * Items of a batch, in the order in which they were given. Needs the scope READ.
     * </pre>
     */
    default void listBatchItems(dev.placard.v1.ListBatchItemsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListBatchItemsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListBatchItemsMethod(), responseObserver);
    }

    /**
     * <pre>
     * How far a batch is, and again whenever items end, until all have; then the stream ends. Every message carries a
     * `resume_token`; who comes back with it is told what changed since. A heartbeat comes at least every 15 s. On shutdown
     * the stream ends UNAVAILABLE. Needs the scope READ.
     * </pre>
     */
    default void watchBatch(dev.placard.v1.WatchBatchRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.WatchBatchResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getWatchBatchMethod(), responseObserver);
    }

    /**
     * <pre>
     * Takes back what has not begun. A batch that has ended stays as it is. Needs the scope RENDER.
     * </pre>
     */
    default void cancelBatch(dev.placard.v1.CancelBatchRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CancelBatchResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCancelBatchMethod(), responseObserver);
    }

    /**
     * <pre>
     * Renders the items that failed again, as new renders in their places. Rows that were none (INVALID_ROW) stay failed. A
     * batch that has not ended yet: FAILED_PRECONDITION. Needs the scope RENDER.
     * </pre>
     */
    default void retryBatchItems(dev.placard.v1.RetryBatchItemsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RetryBatchItemsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRetryBatchItemsMethod(), responseObserver);
    }

    /**
     * <pre>
     * One render. Needs the scope READ.
     * </pre>
     */
    default void getRender(dev.placard.v1.GetRenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetRenderResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetRenderMethod(), responseObserver);
    }

    /**
     * <pre>
     * Renders of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    default void listRenders(dev.placard.v1.ListRendersRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListRendersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListRendersMethod(), responseObserver);
    }

    /**
     * <pre>
     * The picture's bytes, in chunks of at most 64 kB. Needs the scope READ.
     * </pre>
     */
    default void downloadRender(dev.placard.v1.DownloadRenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DownloadRenderResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDownloadRenderMethod(), responseObserver);
    }

    /**
     * <pre>
     * Makes a URL under which a spec's picture is rendered when it is asked for, `GET /r/…`, for `og:image` and its kin. The
     * spec is judged as if it were rendered now. docs/signed-urls.md says how to make such URLs without a call. Needs the
     * scope RENDER.
     * </pre>
     */
    default void signRenderUrl(dev.placard.v1.SignRenderUrlRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.SignRenderUrlResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getSignRenderUrlMethod(), responseObserver);
    }

    /**
     * <pre>
     * Makes a new key the one that signs such URLs, and answers its secret this once, for signing without a call. URLs that
     * the keys before have signed are good for `overlap`. Needs the scope KEYS.
     * </pre>
     */
    default void rotateSigningKey(dev.placard.v1.RotateSigningKeyRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RotateSigningKeyResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRotateSigningKeyMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service RenderService.
   * <pre>
   * Turns specs into pictures, and finds them again.
   * </pre>
   */
  public static abstract class RenderServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return RenderServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service RenderService.
   * <pre>
   * Turns specs into pictures, and finds them again.
   * </pre>
   */
  public static final class RenderServiceStub
      extends io.grpc.stub.AbstractAsyncStub<RenderServiceStub> {
    private RenderServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RenderServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RenderServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Renders a spec and waits for it. Needs the scope RENDER. A spec that was rendered before is answered from then
     * (`cached`). A render that fails is kept, told to subscribers and answered as an error with `metadata.render_id`.
     * </pre>
     */
    public void render(dev.placard.v1.RenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RenderResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRenderMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The same, queued: answers at once, in the state QUEUED. A spec that is wrong in itself is refused at once too; whatever
     * else goes wrong is the render's end, as of Render. The queue survives restarts, and goes round workspaces and batches;
     * whoever waits for a Render goes before it. Needs the scope RENDER.
     * </pre>
     */
    public void createRender(dev.placard.v1.CreateRenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateRenderResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateRenderMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How a render stands, and every change of it until it has ended; then the stream ends. States that were left again
     * before they could be told are not. Every message carries a `resume_token`; who comes back with it misses nothing and
     * sees nothing twice. A heartbeat comes at least every 15 s. On shutdown the stream ends UNAVAILABLE. Needs the scope
     * READ.
     * </pre>
     */
    public void watchRender(dev.placard.v1.WatchRenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.WatchRenderResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchRenderMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Asks for many renders at once: one design with many rows, or, as a collection, many specs. Each item is a render of
     * its own, queued as by CreateRender and told as such; a row that is wrong fails its item, and the others go on. The
     * message may have 31 MiB. When the last item has ended, `batch.completed` or `collection.completed` says so, once, and
     * once more after each retry. Needs the scope RENDER.
     * </pre>
     */
    public void createBatch(dev.placard.v1.CreateBatchRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateBatchResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateBatchMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One batch. Needs the scope READ.
     * </pre>
     */
    public void getBatch(dev.placard.v1.GetBatchRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetBatchResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetBatchMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Batches of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public void listBatches(dev.placard.v1.ListBatchesRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListBatchesResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListBatchesMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Items of a batch, in the order in which they were given. Needs the scope READ.
     * </pre>
     */
    public void listBatchItems(dev.placard.v1.ListBatchItemsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListBatchItemsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListBatchItemsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * How far a batch is, and again whenever items end, until all have; then the stream ends. Every message carries a
     * `resume_token`; who comes back with it is told what changed since. A heartbeat comes at least every 15 s. On shutdown
     * the stream ends UNAVAILABLE. Needs the scope READ.
     * </pre>
     */
    public void watchBatch(dev.placard.v1.WatchBatchRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.WatchBatchResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getWatchBatchMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Takes back what has not begun. A batch that has ended stays as it is. Needs the scope RENDER.
     * </pre>
     */
    public void cancelBatch(dev.placard.v1.CancelBatchRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CancelBatchResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCancelBatchMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Renders the items that failed again, as new renders in their places. Rows that were none (INVALID_ROW) stay failed. A
     * batch that has not ended yet: FAILED_PRECONDITION. Needs the scope RENDER.
     * </pre>
     */
    public void retryBatchItems(dev.placard.v1.RetryBatchItemsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RetryBatchItemsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRetryBatchItemsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One render. Needs the scope READ.
     * </pre>
     */
    public void getRender(dev.placard.v1.GetRenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetRenderResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetRenderMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Renders of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public void listRenders(dev.placard.v1.ListRendersRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListRendersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListRendersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * The picture's bytes, in chunks of at most 64 kB. Needs the scope READ.
     * </pre>
     */
    public void downloadRender(dev.placard.v1.DownloadRenderRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DownloadRenderResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncServerStreamingCall(
          getChannel().newCall(getDownloadRenderMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Makes a URL under which a spec's picture is rendered when it is asked for, `GET /r/…`, for `og:image` and its kin. The
     * spec is judged as if it were rendered now. docs/signed-urls.md says how to make such URLs without a call. Needs the
     * scope RENDER.
     * </pre>
     */
    public void signRenderUrl(dev.placard.v1.SignRenderUrlRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.SignRenderUrlResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getSignRenderUrlMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Makes a new key the one that signs such URLs, and answers its secret this once, for signing without a call. URLs that
     * the keys before have signed are good for `overlap`. Needs the scope KEYS.
     * </pre>
     */
    public void rotateSigningKey(dev.placard.v1.RotateSigningKeyRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RotateSigningKeyResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRotateSigningKeyMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service RenderService.
   * <pre>
   * Turns specs into pictures, and finds them again.
   * </pre>
   */
  public static final class RenderServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<RenderServiceBlockingV2Stub> {
    private RenderServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RenderServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RenderServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Renders a spec and waits for it. Needs the scope RENDER. A spec that was rendered before is answered from then
     * (`cached`). A render that fails is kept, told to subscribers and answered as an error with `metadata.render_id`.
     * </pre>
     */
    public dev.placard.v1.RenderResponse render(dev.placard.v1.RenderRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The same, queued: answers at once, in the state QUEUED. A spec that is wrong in itself is refused at once too; whatever
     * else goes wrong is the render's end, as of Render. The queue survives restarts, and goes round workspaces and batches;
     * whoever waits for a Render goes before it. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.CreateRenderResponse createRender(dev.placard.v1.CreateRenderRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How a render stands, and every change of it until it has ended; then the stream ends. States that were left again
     * before they could be told are not. Every message carries a `resume_token`; who comes back with it misses nothing and
     * sees nothing twice. A heartbeat comes at least every 15 s. On shutdown the stream ends UNAVAILABLE. Needs the scope
     * READ.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.placard.v1.WatchRenderResponse>
        watchRender(dev.placard.v1.WatchRenderRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks for many renders at once: one design with many rows, or, as a collection, many specs. Each item is a render of
     * its own, queued as by CreateRender and told as such; a row that is wrong fails its item, and the others go on. The
     * message may have 31 MiB. When the last item has ended, `batch.completed` or `collection.completed` says so, once, and
     * once more after each retry. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.CreateBatchResponse createBatch(dev.placard.v1.CreateBatchRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One batch. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetBatchResponse getBatch(dev.placard.v1.GetBatchRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Batches of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListBatchesResponse listBatches(dev.placard.v1.ListBatchesRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListBatchesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Items of a batch, in the order in which they were given. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListBatchItemsResponse listBatchItems(dev.placard.v1.ListBatchItemsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListBatchItemsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How far a batch is, and again whenever items end, until all have; then the stream ends. Every message carries a
     * `resume_token`; who comes back with it is told what changed since. A heartbeat comes at least every 15 s. On shutdown
     * the stream ends UNAVAILABLE. Needs the scope READ.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.placard.v1.WatchBatchResponse>
        watchBatch(dev.placard.v1.WatchBatchRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getWatchBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes back what has not begun. A batch that has ended stays as it is. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.CancelBatchResponse cancelBatch(dev.placard.v1.CancelBatchRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCancelBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renders the items that failed again, as new renders in their places. Rows that were none (INVALID_ROW) stay failed. A
     * batch that has not ended yet: FAILED_PRECONDITION. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.RetryBatchItemsResponse retryBatchItems(dev.placard.v1.RetryBatchItemsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRetryBatchItemsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One render. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetRenderResponse getRender(dev.placard.v1.GetRenderRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renders of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListRendersResponse listRenders(dev.placard.v1.ListRendersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListRendersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The picture's bytes, in chunks of at most 64 kB. Needs the scope READ.
     * </pre>
     */
    @io.grpc.ExperimentalApi("https://github.com/grpc/grpc-java/issues/10918")
    public io.grpc.stub.BlockingClientCall<?, dev.placard.v1.DownloadRenderResponse>
        downloadRender(dev.placard.v1.DownloadRenderRequest request) {
      return io.grpc.stub.ClientCalls.blockingV2ServerStreamingCall(
          getChannel(), getDownloadRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a URL under which a spec's picture is rendered when it is asked for, `GET /r/…`, for `og:image` and its kin. The
     * spec is judged as if it were rendered now. docs/signed-urls.md says how to make such URLs without a call. Needs the
     * scope RENDER.
     * </pre>
     */
    public dev.placard.v1.SignRenderUrlResponse signRenderUrl(dev.placard.v1.SignRenderUrlRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getSignRenderUrlMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a new key the one that signs such URLs, and answers its secret this once, for signing without a call. URLs that
     * the keys before have signed are good for `overlap`. Needs the scope KEYS.
     * </pre>
     */
    public dev.placard.v1.RotateSigningKeyResponse rotateSigningKey(dev.placard.v1.RotateSigningKeyRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRotateSigningKeyMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service RenderService.
   * <pre>
   * Turns specs into pictures, and finds them again.
   * </pre>
   */
  public static final class RenderServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<RenderServiceBlockingStub> {
    private RenderServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RenderServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RenderServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Renders a spec and waits for it. Needs the scope RENDER. A spec that was rendered before is answered from then
     * (`cached`). A render that fails is kept, told to subscribers and answered as an error with `metadata.render_id`.
     * </pre>
     */
    public dev.placard.v1.RenderResponse render(dev.placard.v1.RenderRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The same, queued: answers at once, in the state QUEUED. A spec that is wrong in itself is refused at once too; whatever
     * else goes wrong is the render's end, as of Render. The queue survives restarts, and goes round workspaces and batches;
     * whoever waits for a Render goes before it. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.CreateRenderResponse createRender(dev.placard.v1.CreateRenderRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How a render stands, and every change of it until it has ended; then the stream ends. States that were left again
     * before they could be told are not. Every message carries a `resume_token`; who comes back with it misses nothing and
     * sees nothing twice. A heartbeat comes at least every 15 s. On shutdown the stream ends UNAVAILABLE. Needs the scope
     * READ.
     * </pre>
     */
    public java.util.Iterator<dev.placard.v1.WatchRenderResponse> watchRender(
        dev.placard.v1.WatchRenderRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Asks for many renders at once: one design with many rows, or, as a collection, many specs. Each item is a render of
     * its own, queued as by CreateRender and told as such; a row that is wrong fails its item, and the others go on. The
     * message may have 31 MiB. When the last item has ended, `batch.completed` or `collection.completed` says so, once, and
     * once more after each retry. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.CreateBatchResponse createBatch(dev.placard.v1.CreateBatchRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One batch. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetBatchResponse getBatch(dev.placard.v1.GetBatchRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Batches of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListBatchesResponse listBatches(dev.placard.v1.ListBatchesRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListBatchesMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Items of a batch, in the order in which they were given. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListBatchItemsResponse listBatchItems(dev.placard.v1.ListBatchItemsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListBatchItemsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * How far a batch is, and again whenever items end, until all have; then the stream ends. Every message carries a
     * `resume_token`; who comes back with it is told what changed since. A heartbeat comes at least every 15 s. On shutdown
     * the stream ends UNAVAILABLE. Needs the scope READ.
     * </pre>
     */
    public java.util.Iterator<dev.placard.v1.WatchBatchResponse> watchBatch(
        dev.placard.v1.WatchBatchRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getWatchBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Takes back what has not begun. A batch that has ended stays as it is. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.CancelBatchResponse cancelBatch(dev.placard.v1.CancelBatchRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCancelBatchMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renders the items that failed again, as new renders in their places. Rows that were none (INVALID_ROW) stay failed. A
     * batch that has not ended yet: FAILED_PRECONDITION. Needs the scope RENDER.
     * </pre>
     */
    public dev.placard.v1.RetryBatchItemsResponse retryBatchItems(dev.placard.v1.RetryBatchItemsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRetryBatchItemsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One render. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetRenderResponse getRender(dev.placard.v1.GetRenderRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renders of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListRendersResponse listRenders(dev.placard.v1.ListRendersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListRendersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * The picture's bytes, in chunks of at most 64 kB. Needs the scope READ.
     * </pre>
     */
    public java.util.Iterator<dev.placard.v1.DownloadRenderResponse> downloadRender(
        dev.placard.v1.DownloadRenderRequest request) {
      return io.grpc.stub.ClientCalls.blockingServerStreamingCall(
          getChannel(), getDownloadRenderMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a URL under which a spec's picture is rendered when it is asked for, `GET /r/…`, for `og:image` and its kin. The
     * spec is judged as if it were rendered now. docs/signed-urls.md says how to make such URLs without a call. Needs the
     * scope RENDER.
     * </pre>
     */
    public dev.placard.v1.SignRenderUrlResponse signRenderUrl(dev.placard.v1.SignRenderUrlRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getSignRenderUrlMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Makes a new key the one that signs such URLs, and answers its secret this once, for signing without a call. URLs that
     * the keys before have signed are good for `overlap`. Needs the scope KEYS.
     * </pre>
     */
    public dev.placard.v1.RotateSigningKeyResponse rotateSigningKey(dev.placard.v1.RotateSigningKeyRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRotateSigningKeyMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service RenderService.
   * <pre>
   * Turns specs into pictures, and finds them again.
   * </pre>
   */
  public static final class RenderServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<RenderServiceFutureStub> {
    private RenderServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected RenderServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new RenderServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Renders a spec and waits for it. Needs the scope RENDER. A spec that was rendered before is answered from then
     * (`cached`). A render that fails is kept, told to subscribers and answered as an error with `metadata.render_id`.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.RenderResponse> render(
        dev.placard.v1.RenderRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRenderMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * The same, queued: answers at once, in the state QUEUED. A spec that is wrong in itself is refused at once too; whatever
     * else goes wrong is the render's end, as of Render. The queue survives restarts, and goes round workspaces and batches;
     * whoever waits for a Render goes before it. Needs the scope RENDER.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.CreateRenderResponse> createRender(
        dev.placard.v1.CreateRenderRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateRenderMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Asks for many renders at once: one design with many rows, or, as a collection, many specs. Each item is a render of
     * its own, queued as by CreateRender and told as such; a row that is wrong fails its item, and the others go on. The
     * message may have 31 MiB. When the last item has ended, `batch.completed` or `collection.completed` says so, once, and
     * once more after each retry. Needs the scope RENDER.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.CreateBatchResponse> createBatch(
        dev.placard.v1.CreateBatchRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateBatchMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * One batch. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.GetBatchResponse> getBatch(
        dev.placard.v1.GetBatchRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetBatchMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Batches of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListBatchesResponse> listBatches(
        dev.placard.v1.ListBatchesRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListBatchesMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Items of a batch, in the order in which they were given. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListBatchItemsResponse> listBatchItems(
        dev.placard.v1.ListBatchItemsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListBatchItemsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Takes back what has not begun. A batch that has ended stays as it is. Needs the scope RENDER.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.CancelBatchResponse> cancelBatch(
        dev.placard.v1.CancelBatchRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCancelBatchMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Renders the items that failed again, as new renders in their places. Rows that were none (INVALID_ROW) stay failed. A
     * batch that has not ended yet: FAILED_PRECONDITION. Needs the scope RENDER.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.RetryBatchItemsResponse> retryBatchItems(
        dev.placard.v1.RetryBatchItemsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRetryBatchItemsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * One render. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.GetRenderResponse> getRender(
        dev.placard.v1.GetRenderRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetRenderMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Renders of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListRendersResponse> listRenders(
        dev.placard.v1.ListRendersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListRendersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Makes a URL under which a spec's picture is rendered when it is asked for, `GET /r/…`, for `og:image` and its kin. The
     * spec is judged as if it were rendered now. docs/signed-urls.md says how to make such URLs without a call. Needs the
     * scope RENDER.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.SignRenderUrlResponse> signRenderUrl(
        dev.placard.v1.SignRenderUrlRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getSignRenderUrlMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Makes a new key the one that signs such URLs, and answers its secret this once, for signing without a call. URLs that
     * the keys before have signed are good for `overlap`. Needs the scope KEYS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.RotateSigningKeyResponse> rotateSigningKey(
        dev.placard.v1.RotateSigningKeyRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRotateSigningKeyMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_RENDER = 0;
  private static final int METHODID_CREATE_RENDER = 1;
  private static final int METHODID_WATCH_RENDER = 2;
  private static final int METHODID_CREATE_BATCH = 3;
  private static final int METHODID_GET_BATCH = 4;
  private static final int METHODID_LIST_BATCHES = 5;
  private static final int METHODID_LIST_BATCH_ITEMS = 6;
  private static final int METHODID_WATCH_BATCH = 7;
  private static final int METHODID_CANCEL_BATCH = 8;
  private static final int METHODID_RETRY_BATCH_ITEMS = 9;
  private static final int METHODID_GET_RENDER = 10;
  private static final int METHODID_LIST_RENDERS = 11;
  private static final int METHODID_DOWNLOAD_RENDER = 12;
  private static final int METHODID_SIGN_RENDER_URL = 13;
  private static final int METHODID_ROTATE_SIGNING_KEY = 14;

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
        case METHODID_RENDER:
          serviceImpl.render((dev.placard.v1.RenderRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.RenderResponse>) responseObserver);
          break;
        case METHODID_CREATE_RENDER:
          serviceImpl.createRender((dev.placard.v1.CreateRenderRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.CreateRenderResponse>) responseObserver);
          break;
        case METHODID_WATCH_RENDER:
          serviceImpl.watchRender((dev.placard.v1.WatchRenderRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.WatchRenderResponse>) responseObserver);
          break;
        case METHODID_CREATE_BATCH:
          serviceImpl.createBatch((dev.placard.v1.CreateBatchRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.CreateBatchResponse>) responseObserver);
          break;
        case METHODID_GET_BATCH:
          serviceImpl.getBatch((dev.placard.v1.GetBatchRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.GetBatchResponse>) responseObserver);
          break;
        case METHODID_LIST_BATCHES:
          serviceImpl.listBatches((dev.placard.v1.ListBatchesRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListBatchesResponse>) responseObserver);
          break;
        case METHODID_LIST_BATCH_ITEMS:
          serviceImpl.listBatchItems((dev.placard.v1.ListBatchItemsRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListBatchItemsResponse>) responseObserver);
          break;
        case METHODID_WATCH_BATCH:
          serviceImpl.watchBatch((dev.placard.v1.WatchBatchRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.WatchBatchResponse>) responseObserver);
          break;
        case METHODID_CANCEL_BATCH:
          serviceImpl.cancelBatch((dev.placard.v1.CancelBatchRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.CancelBatchResponse>) responseObserver);
          break;
        case METHODID_RETRY_BATCH_ITEMS:
          serviceImpl.retryBatchItems((dev.placard.v1.RetryBatchItemsRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.RetryBatchItemsResponse>) responseObserver);
          break;
        case METHODID_GET_RENDER:
          serviceImpl.getRender((dev.placard.v1.GetRenderRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.GetRenderResponse>) responseObserver);
          break;
        case METHODID_LIST_RENDERS:
          serviceImpl.listRenders((dev.placard.v1.ListRendersRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListRendersResponse>) responseObserver);
          break;
        case METHODID_DOWNLOAD_RENDER:
          serviceImpl.downloadRender((dev.placard.v1.DownloadRenderRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.DownloadRenderResponse>) responseObserver);
          break;
        case METHODID_SIGN_RENDER_URL:
          serviceImpl.signRenderUrl((dev.placard.v1.SignRenderUrlRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.SignRenderUrlResponse>) responseObserver);
          break;
        case METHODID_ROTATE_SIGNING_KEY:
          serviceImpl.rotateSigningKey((dev.placard.v1.RotateSigningKeyRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.RotateSigningKeyResponse>) responseObserver);
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
          getRenderMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.RenderRequest,
              dev.placard.v1.RenderResponse>(
                service, METHODID_RENDER)))
        .addMethod(
          getCreateRenderMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.CreateRenderRequest,
              dev.placard.v1.CreateRenderResponse>(
                service, METHODID_CREATE_RENDER)))
        .addMethod(
          getWatchRenderMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.placard.v1.WatchRenderRequest,
              dev.placard.v1.WatchRenderResponse>(
                service, METHODID_WATCH_RENDER)))
        .addMethod(
          getCreateBatchMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.CreateBatchRequest,
              dev.placard.v1.CreateBatchResponse>(
                service, METHODID_CREATE_BATCH)))
        .addMethod(
          getGetBatchMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.GetBatchRequest,
              dev.placard.v1.GetBatchResponse>(
                service, METHODID_GET_BATCH)))
        .addMethod(
          getListBatchesMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListBatchesRequest,
              dev.placard.v1.ListBatchesResponse>(
                service, METHODID_LIST_BATCHES)))
        .addMethod(
          getListBatchItemsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListBatchItemsRequest,
              dev.placard.v1.ListBatchItemsResponse>(
                service, METHODID_LIST_BATCH_ITEMS)))
        .addMethod(
          getWatchBatchMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.placard.v1.WatchBatchRequest,
              dev.placard.v1.WatchBatchResponse>(
                service, METHODID_WATCH_BATCH)))
        .addMethod(
          getCancelBatchMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.CancelBatchRequest,
              dev.placard.v1.CancelBatchResponse>(
                service, METHODID_CANCEL_BATCH)))
        .addMethod(
          getRetryBatchItemsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.RetryBatchItemsRequest,
              dev.placard.v1.RetryBatchItemsResponse>(
                service, METHODID_RETRY_BATCH_ITEMS)))
        .addMethod(
          getGetRenderMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.GetRenderRequest,
              dev.placard.v1.GetRenderResponse>(
                service, METHODID_GET_RENDER)))
        .addMethod(
          getListRendersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListRendersRequest,
              dev.placard.v1.ListRendersResponse>(
                service, METHODID_LIST_RENDERS)))
        .addMethod(
          getDownloadRenderMethod(),
          io.grpc.stub.ServerCalls.asyncServerStreamingCall(
            new MethodHandlers<
              dev.placard.v1.DownloadRenderRequest,
              dev.placard.v1.DownloadRenderResponse>(
                service, METHODID_DOWNLOAD_RENDER)))
        .addMethod(
          getSignRenderUrlMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.SignRenderUrlRequest,
              dev.placard.v1.SignRenderUrlResponse>(
                service, METHODID_SIGN_RENDER_URL)))
        .addMethod(
          getRotateSigningKeyMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.RotateSigningKeyRequest,
              dev.placard.v1.RotateSigningKeyResponse>(
                service, METHODID_ROTATE_SIGNING_KEY)))
        .build();
  }

  private static abstract class RenderServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    RenderServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.placard.v1.RenderServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("RenderService");
    }
  }

  private static final class RenderServiceFileDescriptorSupplier
      extends RenderServiceBaseDescriptorSupplier {
    RenderServiceFileDescriptorSupplier() {}
  }

  private static final class RenderServiceMethodDescriptorSupplier
      extends RenderServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    RenderServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (RenderServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new RenderServiceFileDescriptorSupplier())
              .addMethod(getRenderMethod())
              .addMethod(getCreateRenderMethod())
              .addMethod(getWatchRenderMethod())
              .addMethod(getCreateBatchMethod())
              .addMethod(getGetBatchMethod())
              .addMethod(getListBatchesMethod())
              .addMethod(getListBatchItemsMethod())
              .addMethod(getWatchBatchMethod())
              .addMethod(getCancelBatchMethod())
              .addMethod(getRetryBatchItemsMethod())
              .addMethod(getGetRenderMethod())
              .addMethod(getListRendersMethod())
              .addMethod(getDownloadRenderMethod())
              .addMethod(getSignRenderUrlMethod())
              .addMethod(getRotateSigningKeyMethod())
              .build();
        }
      }
    }
    return result;
  }
}
