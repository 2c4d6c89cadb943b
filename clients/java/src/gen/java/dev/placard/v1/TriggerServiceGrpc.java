package dev.placard.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Saved specs that render and post their picture when fired.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class TriggerServiceGrpc {

  private TriggerServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "placard.v1.TriggerService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.CreateTriggerRequest,
      dev.placard.v1.CreateTriggerResponse> getCreateTriggerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateTrigger",
      requestType = dev.placard.v1.CreateTriggerRequest.class,
      responseType = dev.placard.v1.CreateTriggerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.CreateTriggerRequest,
      dev.placard.v1.CreateTriggerResponse> getCreateTriggerMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.CreateTriggerRequest, dev.placard.v1.CreateTriggerResponse> getCreateTriggerMethod;
    if ((getCreateTriggerMethod = TriggerServiceGrpc.getCreateTriggerMethod) == null) {
      synchronized (TriggerServiceGrpc.class) {
        if ((getCreateTriggerMethod = TriggerServiceGrpc.getCreateTriggerMethod) == null) {
          TriggerServiceGrpc.getCreateTriggerMethod = getCreateTriggerMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.CreateTriggerRequest, dev.placard.v1.CreateTriggerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateTrigger"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateTriggerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateTriggerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TriggerServiceMethodDescriptorSupplier("CreateTrigger"))
              .build();
        }
      }
    }
    return getCreateTriggerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.GetTriggerRequest,
      dev.placard.v1.GetTriggerResponse> getGetTriggerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetTrigger",
      requestType = dev.placard.v1.GetTriggerRequest.class,
      responseType = dev.placard.v1.GetTriggerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.GetTriggerRequest,
      dev.placard.v1.GetTriggerResponse> getGetTriggerMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.GetTriggerRequest, dev.placard.v1.GetTriggerResponse> getGetTriggerMethod;
    if ((getGetTriggerMethod = TriggerServiceGrpc.getGetTriggerMethod) == null) {
      synchronized (TriggerServiceGrpc.class) {
        if ((getGetTriggerMethod = TriggerServiceGrpc.getGetTriggerMethod) == null) {
          TriggerServiceGrpc.getGetTriggerMethod = getGetTriggerMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.GetTriggerRequest, dev.placard.v1.GetTriggerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetTrigger"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetTriggerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetTriggerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TriggerServiceMethodDescriptorSupplier("GetTrigger"))
              .build();
        }
      }
    }
    return getGetTriggerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListTriggersRequest,
      dev.placard.v1.ListTriggersResponse> getListTriggersMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListTriggers",
      requestType = dev.placard.v1.ListTriggersRequest.class,
      responseType = dev.placard.v1.ListTriggersResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListTriggersRequest,
      dev.placard.v1.ListTriggersResponse> getListTriggersMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListTriggersRequest, dev.placard.v1.ListTriggersResponse> getListTriggersMethod;
    if ((getListTriggersMethod = TriggerServiceGrpc.getListTriggersMethod) == null) {
      synchronized (TriggerServiceGrpc.class) {
        if ((getListTriggersMethod = TriggerServiceGrpc.getListTriggersMethod) == null) {
          TriggerServiceGrpc.getListTriggersMethod = getListTriggersMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListTriggersRequest, dev.placard.v1.ListTriggersResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListTriggers"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListTriggersRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListTriggersResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TriggerServiceMethodDescriptorSupplier("ListTriggers"))
              .build();
        }
      }
    }
    return getListTriggersMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.UpdateTriggerRequest,
      dev.placard.v1.UpdateTriggerResponse> getUpdateTriggerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateTrigger",
      requestType = dev.placard.v1.UpdateTriggerRequest.class,
      responseType = dev.placard.v1.UpdateTriggerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.UpdateTriggerRequest,
      dev.placard.v1.UpdateTriggerResponse> getUpdateTriggerMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.UpdateTriggerRequest, dev.placard.v1.UpdateTriggerResponse> getUpdateTriggerMethod;
    if ((getUpdateTriggerMethod = TriggerServiceGrpc.getUpdateTriggerMethod) == null) {
      synchronized (TriggerServiceGrpc.class) {
        if ((getUpdateTriggerMethod = TriggerServiceGrpc.getUpdateTriggerMethod) == null) {
          TriggerServiceGrpc.getUpdateTriggerMethod = getUpdateTriggerMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.UpdateTriggerRequest, dev.placard.v1.UpdateTriggerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateTrigger"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UpdateTriggerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UpdateTriggerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TriggerServiceMethodDescriptorSupplier("UpdateTrigger"))
              .build();
        }
      }
    }
    return getUpdateTriggerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.DeleteTriggerRequest,
      dev.placard.v1.DeleteTriggerResponse> getDeleteTriggerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteTrigger",
      requestType = dev.placard.v1.DeleteTriggerRequest.class,
      responseType = dev.placard.v1.DeleteTriggerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.DeleteTriggerRequest,
      dev.placard.v1.DeleteTriggerResponse> getDeleteTriggerMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.DeleteTriggerRequest, dev.placard.v1.DeleteTriggerResponse> getDeleteTriggerMethod;
    if ((getDeleteTriggerMethod = TriggerServiceGrpc.getDeleteTriggerMethod) == null) {
      synchronized (TriggerServiceGrpc.class) {
        if ((getDeleteTriggerMethod = TriggerServiceGrpc.getDeleteTriggerMethod) == null) {
          TriggerServiceGrpc.getDeleteTriggerMethod = getDeleteTriggerMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.DeleteTriggerRequest, dev.placard.v1.DeleteTriggerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteTrigger"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteTriggerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteTriggerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TriggerServiceMethodDescriptorSupplier("DeleteTrigger"))
              .build();
        }
      }
    }
    return getDeleteTriggerMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.RotateTriggerSecretRequest,
      dev.placard.v1.RotateTriggerSecretResponse> getRotateTriggerSecretMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RotateTriggerSecret",
      requestType = dev.placard.v1.RotateTriggerSecretRequest.class,
      responseType = dev.placard.v1.RotateTriggerSecretResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.RotateTriggerSecretRequest,
      dev.placard.v1.RotateTriggerSecretResponse> getRotateTriggerSecretMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.RotateTriggerSecretRequest, dev.placard.v1.RotateTriggerSecretResponse> getRotateTriggerSecretMethod;
    if ((getRotateTriggerSecretMethod = TriggerServiceGrpc.getRotateTriggerSecretMethod) == null) {
      synchronized (TriggerServiceGrpc.class) {
        if ((getRotateTriggerSecretMethod = TriggerServiceGrpc.getRotateTriggerSecretMethod) == null) {
          TriggerServiceGrpc.getRotateTriggerSecretMethod = getRotateTriggerSecretMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.RotateTriggerSecretRequest, dev.placard.v1.RotateTriggerSecretResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RotateTriggerSecret"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RotateTriggerSecretRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RotateTriggerSecretResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TriggerServiceMethodDescriptorSupplier("RotateTriggerSecret"))
              .build();
        }
      }
    }
    return getRotateTriggerSecretMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.FireTriggerRequest,
      dev.placard.v1.FireTriggerResponse> getFireTriggerMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "FireTrigger",
      requestType = dev.placard.v1.FireTriggerRequest.class,
      responseType = dev.placard.v1.FireTriggerResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.FireTriggerRequest,
      dev.placard.v1.FireTriggerResponse> getFireTriggerMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.FireTriggerRequest, dev.placard.v1.FireTriggerResponse> getFireTriggerMethod;
    if ((getFireTriggerMethod = TriggerServiceGrpc.getFireTriggerMethod) == null) {
      synchronized (TriggerServiceGrpc.class) {
        if ((getFireTriggerMethod = TriggerServiceGrpc.getFireTriggerMethod) == null) {
          TriggerServiceGrpc.getFireTriggerMethod = getFireTriggerMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.FireTriggerRequest, dev.placard.v1.FireTriggerResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "FireTrigger"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.FireTriggerRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.FireTriggerResponse.getDefaultInstance()))
              .setSchemaDescriptor(new TriggerServiceMethodDescriptorSupplier("FireTrigger"))
              .build();
        }
      }
    }
    return getFireTriggerMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static TriggerServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TriggerServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TriggerServiceStub>() {
        @java.lang.Override
        public TriggerServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TriggerServiceStub(channel, callOptions);
        }
      };
    return TriggerServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static TriggerServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TriggerServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TriggerServiceBlockingV2Stub>() {
        @java.lang.Override
        public TriggerServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TriggerServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return TriggerServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static TriggerServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TriggerServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TriggerServiceBlockingStub>() {
        @java.lang.Override
        public TriggerServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TriggerServiceBlockingStub(channel, callOptions);
        }
      };
    return TriggerServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static TriggerServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<TriggerServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<TriggerServiceFutureStub>() {
        @java.lang.Override
        public TriggerServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new TriggerServiceFutureStub(channel, callOptions);
        }
      };
    return TriggerServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Saved specs that render and post their picture when fired.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Saves a trigger. The secret is answered this once. Needs the scope TRIGGERS.
     * </pre>
     */
    default void createTrigger(dev.placard.v1.CreateTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateTriggerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateTriggerMethod(), responseObserver);
    }

    /**
     * <pre>
     * One trigger. Needs the scope READ.
     * </pre>
     */
    default void getTrigger(dev.placard.v1.GetTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetTriggerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetTriggerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Triggers of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    default void listTriggers(dev.placard.v1.ListTriggersRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListTriggersResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListTriggersMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope TRIGGERS.
     * </pre>
     */
    default void updateTrigger(dev.placard.v1.UpdateTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UpdateTriggerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateTriggerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a trigger. What it has not delivered yet is CANCELLED. Needs the scope TRIGGERS.
     * </pre>
     */
    default void deleteTrigger(dev.placard.v1.DeleteTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteTriggerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteTriggerMethod(), responseObserver);
    }

    /**
     * <pre>
     * Replaces the secret, and answers the new one this once. The old one signs beside it for the overlap. Needs the scope
     * TRIGGERS.
     * </pre>
     */
    default void rotateTriggerSecret(dev.placard.v1.RotateTriggerSecretRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RotateTriggerSecretResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRotateTriggerSecretMethod(), responseObserver);
    }

    /**
     * <pre>
     * Renders the trigger's spec anew, with overrides, and posts the picture to its URL: the bytes themselves, with
     * `Content-Type`, `X-Webhook-Id`, `X-Webhook-Secret` and the Standard Webhooks headers. Needs the scope FIRE.
     * </pre>
     */
    default void fireTrigger(dev.placard.v1.FireTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.FireTriggerResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getFireTriggerMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service TriggerService.
   * <pre>
   * Saved specs that render and post their picture when fired.
   * </pre>
   */
  public static abstract class TriggerServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return TriggerServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service TriggerService.
   * <pre>
   * Saved specs that render and post their picture when fired.
   * </pre>
   */
  public static final class TriggerServiceStub
      extends io.grpc.stub.AbstractAsyncStub<TriggerServiceStub> {
    private TriggerServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TriggerServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TriggerServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a trigger. The secret is answered this once. Needs the scope TRIGGERS.
     * </pre>
     */
    public void createTrigger(dev.placard.v1.CreateTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateTriggerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateTriggerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One trigger. Needs the scope READ.
     * </pre>
     */
    public void getTrigger(dev.placard.v1.GetTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetTriggerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetTriggerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Triggers of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public void listTriggers(dev.placard.v1.ListTriggersRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListTriggersResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListTriggersMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope TRIGGERS.
     * </pre>
     */
    public void updateTrigger(dev.placard.v1.UpdateTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UpdateTriggerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateTriggerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a trigger. What it has not delivered yet is CANCELLED. Needs the scope TRIGGERS.
     * </pre>
     */
    public void deleteTrigger(dev.placard.v1.DeleteTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteTriggerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteTriggerMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Replaces the secret, and answers the new one this once. The old one signs beside it for the overlap. Needs the scope
     * TRIGGERS.
     * </pre>
     */
    public void rotateTriggerSecret(dev.placard.v1.RotateTriggerSecretRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RotateTriggerSecretResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRotateTriggerSecretMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Renders the trigger's spec anew, with overrides, and posts the picture to its URL: the bytes themselves, with
     * `Content-Type`, `X-Webhook-Id`, `X-Webhook-Secret` and the Standard Webhooks headers. Needs the scope FIRE.
     * </pre>
     */
    public void fireTrigger(dev.placard.v1.FireTriggerRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.FireTriggerResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getFireTriggerMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service TriggerService.
   * <pre>
   * Saved specs that render and post their picture when fired.
   * </pre>
   */
  public static final class TriggerServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<TriggerServiceBlockingV2Stub> {
    private TriggerServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TriggerServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TriggerServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a trigger. The secret is answered this once. Needs the scope TRIGGERS.
     * </pre>
     */
    public dev.placard.v1.CreateTriggerResponse createTrigger(dev.placard.v1.CreateTriggerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateTriggerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One trigger. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetTriggerResponse getTrigger(dev.placard.v1.GetTriggerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetTriggerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Triggers of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListTriggersResponse listTriggers(dev.placard.v1.ListTriggersRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListTriggersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope TRIGGERS.
     * </pre>
     */
    public dev.placard.v1.UpdateTriggerResponse updateTrigger(dev.placard.v1.UpdateTriggerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateTriggerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a trigger. What it has not delivered yet is CANCELLED. Needs the scope TRIGGERS.
     * </pre>
     */
    public dev.placard.v1.DeleteTriggerResponse deleteTrigger(dev.placard.v1.DeleteTriggerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteTriggerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces the secret, and answers the new one this once. The old one signs beside it for the overlap. Needs the scope
     * TRIGGERS.
     * </pre>
     */
    public dev.placard.v1.RotateTriggerSecretResponse rotateTriggerSecret(dev.placard.v1.RotateTriggerSecretRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRotateTriggerSecretMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renders the trigger's spec anew, with overrides, and posts the picture to its URL: the bytes themselves, with
     * `Content-Type`, `X-Webhook-Id`, `X-Webhook-Secret` and the Standard Webhooks headers. Needs the scope FIRE.
     * </pre>
     */
    public dev.placard.v1.FireTriggerResponse fireTrigger(dev.placard.v1.FireTriggerRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getFireTriggerMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service TriggerService.
   * <pre>
   * Saved specs that render and post their picture when fired.
   * </pre>
   */
  public static final class TriggerServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<TriggerServiceBlockingStub> {
    private TriggerServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TriggerServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TriggerServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a trigger. The secret is answered this once. Needs the scope TRIGGERS.
     * </pre>
     */
    public dev.placard.v1.CreateTriggerResponse createTrigger(dev.placard.v1.CreateTriggerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateTriggerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One trigger. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetTriggerResponse getTrigger(dev.placard.v1.GetTriggerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetTriggerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Triggers of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListTriggersResponse listTriggers(dev.placard.v1.ListTriggersRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListTriggersMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope TRIGGERS.
     * </pre>
     */
    public dev.placard.v1.UpdateTriggerResponse updateTrigger(dev.placard.v1.UpdateTriggerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateTriggerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a trigger. What it has not delivered yet is CANCELLED. Needs the scope TRIGGERS.
     * </pre>
     */
    public dev.placard.v1.DeleteTriggerResponse deleteTrigger(dev.placard.v1.DeleteTriggerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteTriggerMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Replaces the secret, and answers the new one this once. The old one signs beside it for the overlap. Needs the scope
     * TRIGGERS.
     * </pre>
     */
    public dev.placard.v1.RotateTriggerSecretResponse rotateTriggerSecret(dev.placard.v1.RotateTriggerSecretRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRotateTriggerSecretMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Renders the trigger's spec anew, with overrides, and posts the picture to its URL: the bytes themselves, with
     * `Content-Type`, `X-Webhook-Id`, `X-Webhook-Secret` and the Standard Webhooks headers. Needs the scope FIRE.
     * </pre>
     */
    public dev.placard.v1.FireTriggerResponse fireTrigger(dev.placard.v1.FireTriggerRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getFireTriggerMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service TriggerService.
   * <pre>
   * Saved specs that render and post their picture when fired.
   * </pre>
   */
  public static final class TriggerServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<TriggerServiceFutureStub> {
    private TriggerServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected TriggerServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new TriggerServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a trigger. The secret is answered this once. Needs the scope TRIGGERS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.CreateTriggerResponse> createTrigger(
        dev.placard.v1.CreateTriggerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateTriggerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * One trigger. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.GetTriggerResponse> getTrigger(
        dev.placard.v1.GetTriggerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetTriggerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Triggers of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListTriggersResponse> listTriggers(
        dev.placard.v1.ListTriggersRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListTriggersMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. Needs the scope TRIGGERS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.UpdateTriggerResponse> updateTrigger(
        dev.placard.v1.UpdateTriggerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateTriggerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a trigger. What it has not delivered yet is CANCELLED. Needs the scope TRIGGERS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.DeleteTriggerResponse> deleteTrigger(
        dev.placard.v1.DeleteTriggerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteTriggerMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Replaces the secret, and answers the new one this once. The old one signs beside it for the overlap. Needs the scope
     * TRIGGERS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.RotateTriggerSecretResponse> rotateTriggerSecret(
        dev.placard.v1.RotateTriggerSecretRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRotateTriggerSecretMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Renders the trigger's spec anew, with overrides, and posts the picture to its URL: the bytes themselves, with
     * `Content-Type`, `X-Webhook-Id`, `X-Webhook-Secret` and the Standard Webhooks headers. Needs the scope FIRE.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.FireTriggerResponse> fireTrigger(
        dev.placard.v1.FireTriggerRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getFireTriggerMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_TRIGGER = 0;
  private static final int METHODID_GET_TRIGGER = 1;
  private static final int METHODID_LIST_TRIGGERS = 2;
  private static final int METHODID_UPDATE_TRIGGER = 3;
  private static final int METHODID_DELETE_TRIGGER = 4;
  private static final int METHODID_ROTATE_TRIGGER_SECRET = 5;
  private static final int METHODID_FIRE_TRIGGER = 6;

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
        case METHODID_CREATE_TRIGGER:
          serviceImpl.createTrigger((dev.placard.v1.CreateTriggerRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.CreateTriggerResponse>) responseObserver);
          break;
        case METHODID_GET_TRIGGER:
          serviceImpl.getTrigger((dev.placard.v1.GetTriggerRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.GetTriggerResponse>) responseObserver);
          break;
        case METHODID_LIST_TRIGGERS:
          serviceImpl.listTriggers((dev.placard.v1.ListTriggersRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListTriggersResponse>) responseObserver);
          break;
        case METHODID_UPDATE_TRIGGER:
          serviceImpl.updateTrigger((dev.placard.v1.UpdateTriggerRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.UpdateTriggerResponse>) responseObserver);
          break;
        case METHODID_DELETE_TRIGGER:
          serviceImpl.deleteTrigger((dev.placard.v1.DeleteTriggerRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.DeleteTriggerResponse>) responseObserver);
          break;
        case METHODID_ROTATE_TRIGGER_SECRET:
          serviceImpl.rotateTriggerSecret((dev.placard.v1.RotateTriggerSecretRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.RotateTriggerSecretResponse>) responseObserver);
          break;
        case METHODID_FIRE_TRIGGER:
          serviceImpl.fireTrigger((dev.placard.v1.FireTriggerRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.FireTriggerResponse>) responseObserver);
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
          getCreateTriggerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.CreateTriggerRequest,
              dev.placard.v1.CreateTriggerResponse>(
                service, METHODID_CREATE_TRIGGER)))
        .addMethod(
          getGetTriggerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.GetTriggerRequest,
              dev.placard.v1.GetTriggerResponse>(
                service, METHODID_GET_TRIGGER)))
        .addMethod(
          getListTriggersMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListTriggersRequest,
              dev.placard.v1.ListTriggersResponse>(
                service, METHODID_LIST_TRIGGERS)))
        .addMethod(
          getUpdateTriggerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.UpdateTriggerRequest,
              dev.placard.v1.UpdateTriggerResponse>(
                service, METHODID_UPDATE_TRIGGER)))
        .addMethod(
          getDeleteTriggerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.DeleteTriggerRequest,
              dev.placard.v1.DeleteTriggerResponse>(
                service, METHODID_DELETE_TRIGGER)))
        .addMethod(
          getRotateTriggerSecretMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.RotateTriggerSecretRequest,
              dev.placard.v1.RotateTriggerSecretResponse>(
                service, METHODID_ROTATE_TRIGGER_SECRET)))
        .addMethod(
          getFireTriggerMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.FireTriggerRequest,
              dev.placard.v1.FireTriggerResponse>(
                service, METHODID_FIRE_TRIGGER)))
        .build();
  }

  private static abstract class TriggerServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    TriggerServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.placard.v1.TriggerServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("TriggerService");
    }
  }

  private static final class TriggerServiceFileDescriptorSupplier
      extends TriggerServiceBaseDescriptorSupplier {
    TriggerServiceFileDescriptorSupplier() {}
  }

  private static final class TriggerServiceMethodDescriptorSupplier
      extends TriggerServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    TriggerServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (TriggerServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new TriggerServiceFileDescriptorSupplier())
              .addMethod(getCreateTriggerMethod())
              .addMethod(getGetTriggerMethod())
              .addMethod(getListTriggersMethod())
              .addMethod(getUpdateTriggerMethod())
              .addMethod(getDeleteTriggerMethod())
              .addMethod(getRotateTriggerSecretMethod())
              .addMethod(getFireTriggerMethod())
              .build();
        }
      }
    }
    return result;
  }
}
