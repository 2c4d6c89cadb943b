package dev.placard.v1;

import static io.grpc.MethodDescriptor.generateFullMethodName;

/**
 * <pre>
 * Pictures of data that changes.
 * </pre>
 */
@io.grpc.stub.annotations.GrpcGenerated
public final class BindingServiceGrpc {

  private BindingServiceGrpc() {}

  public static final java.lang.String SERVICE_NAME = "placard.v1.BindingService";

  // Static method descriptors that strictly reflect the proto.
  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.CreateBindingRequest,
      dev.placard.v1.CreateBindingResponse> getCreateBindingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "CreateBinding",
      requestType = dev.placard.v1.CreateBindingRequest.class,
      responseType = dev.placard.v1.CreateBindingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.CreateBindingRequest,
      dev.placard.v1.CreateBindingResponse> getCreateBindingMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.CreateBindingRequest, dev.placard.v1.CreateBindingResponse> getCreateBindingMethod;
    if ((getCreateBindingMethod = BindingServiceGrpc.getCreateBindingMethod) == null) {
      synchronized (BindingServiceGrpc.class) {
        if ((getCreateBindingMethod = BindingServiceGrpc.getCreateBindingMethod) == null) {
          BindingServiceGrpc.getCreateBindingMethod = getCreateBindingMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.CreateBindingRequest, dev.placard.v1.CreateBindingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "CreateBinding"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateBindingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.CreateBindingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BindingServiceMethodDescriptorSupplier("CreateBinding"))
              .build();
        }
      }
    }
    return getCreateBindingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.GetBindingRequest,
      dev.placard.v1.GetBindingResponse> getGetBindingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "GetBinding",
      requestType = dev.placard.v1.GetBindingRequest.class,
      responseType = dev.placard.v1.GetBindingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.GetBindingRequest,
      dev.placard.v1.GetBindingResponse> getGetBindingMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.GetBindingRequest, dev.placard.v1.GetBindingResponse> getGetBindingMethod;
    if ((getGetBindingMethod = BindingServiceGrpc.getGetBindingMethod) == null) {
      synchronized (BindingServiceGrpc.class) {
        if ((getGetBindingMethod = BindingServiceGrpc.getGetBindingMethod) == null) {
          BindingServiceGrpc.getGetBindingMethod = getGetBindingMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.GetBindingRequest, dev.placard.v1.GetBindingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "GetBinding"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetBindingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.GetBindingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BindingServiceMethodDescriptorSupplier("GetBinding"))
              .build();
        }
      }
    }
    return getGetBindingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.ListBindingsRequest,
      dev.placard.v1.ListBindingsResponse> getListBindingsMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "ListBindings",
      requestType = dev.placard.v1.ListBindingsRequest.class,
      responseType = dev.placard.v1.ListBindingsResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.ListBindingsRequest,
      dev.placard.v1.ListBindingsResponse> getListBindingsMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.ListBindingsRequest, dev.placard.v1.ListBindingsResponse> getListBindingsMethod;
    if ((getListBindingsMethod = BindingServiceGrpc.getListBindingsMethod) == null) {
      synchronized (BindingServiceGrpc.class) {
        if ((getListBindingsMethod = BindingServiceGrpc.getListBindingsMethod) == null) {
          BindingServiceGrpc.getListBindingsMethod = getListBindingsMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.ListBindingsRequest, dev.placard.v1.ListBindingsResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "ListBindings"))
              .setSafe(true)
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListBindingsRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.ListBindingsResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BindingServiceMethodDescriptorSupplier("ListBindings"))
              .build();
        }
      }
    }
    return getListBindingsMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.UpdateBindingRequest,
      dev.placard.v1.UpdateBindingResponse> getUpdateBindingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "UpdateBinding",
      requestType = dev.placard.v1.UpdateBindingRequest.class,
      responseType = dev.placard.v1.UpdateBindingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.UpdateBindingRequest,
      dev.placard.v1.UpdateBindingResponse> getUpdateBindingMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.UpdateBindingRequest, dev.placard.v1.UpdateBindingResponse> getUpdateBindingMethod;
    if ((getUpdateBindingMethod = BindingServiceGrpc.getUpdateBindingMethod) == null) {
      synchronized (BindingServiceGrpc.class) {
        if ((getUpdateBindingMethod = BindingServiceGrpc.getUpdateBindingMethod) == null) {
          BindingServiceGrpc.getUpdateBindingMethod = getUpdateBindingMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.UpdateBindingRequest, dev.placard.v1.UpdateBindingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "UpdateBinding"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UpdateBindingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.UpdateBindingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BindingServiceMethodDescriptorSupplier("UpdateBinding"))
              .build();
        }
      }
    }
    return getUpdateBindingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.DeleteBindingRequest,
      dev.placard.v1.DeleteBindingResponse> getDeleteBindingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "DeleteBinding",
      requestType = dev.placard.v1.DeleteBindingRequest.class,
      responseType = dev.placard.v1.DeleteBindingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.DeleteBindingRequest,
      dev.placard.v1.DeleteBindingResponse> getDeleteBindingMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.DeleteBindingRequest, dev.placard.v1.DeleteBindingResponse> getDeleteBindingMethod;
    if ((getDeleteBindingMethod = BindingServiceGrpc.getDeleteBindingMethod) == null) {
      synchronized (BindingServiceGrpc.class) {
        if ((getDeleteBindingMethod = BindingServiceGrpc.getDeleteBindingMethod) == null) {
          BindingServiceGrpc.getDeleteBindingMethod = getDeleteBindingMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.DeleteBindingRequest, dev.placard.v1.DeleteBindingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "DeleteBinding"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteBindingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.DeleteBindingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BindingServiceMethodDescriptorSupplier("DeleteBinding"))
              .build();
        }
      }
    }
    return getDeleteBindingMethod;
  }

  private static volatile io.grpc.MethodDescriptor<dev.placard.v1.RefreshBindingRequest,
      dev.placard.v1.RefreshBindingResponse> getRefreshBindingMethod;

  @io.grpc.stub.annotations.RpcMethod(
      fullMethodName = SERVICE_NAME + '/' + "RefreshBinding",
      requestType = dev.placard.v1.RefreshBindingRequest.class,
      responseType = dev.placard.v1.RefreshBindingResponse.class,
      methodType = io.grpc.MethodDescriptor.MethodType.UNARY)
  public static io.grpc.MethodDescriptor<dev.placard.v1.RefreshBindingRequest,
      dev.placard.v1.RefreshBindingResponse> getRefreshBindingMethod() {
    io.grpc.MethodDescriptor<dev.placard.v1.RefreshBindingRequest, dev.placard.v1.RefreshBindingResponse> getRefreshBindingMethod;
    if ((getRefreshBindingMethod = BindingServiceGrpc.getRefreshBindingMethod) == null) {
      synchronized (BindingServiceGrpc.class) {
        if ((getRefreshBindingMethod = BindingServiceGrpc.getRefreshBindingMethod) == null) {
          BindingServiceGrpc.getRefreshBindingMethod = getRefreshBindingMethod =
              io.grpc.MethodDescriptor.<dev.placard.v1.RefreshBindingRequest, dev.placard.v1.RefreshBindingResponse>newBuilder()
              .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(generateFullMethodName(SERVICE_NAME, "RefreshBinding"))
              .setSampledToLocalTracing(true)
              .setRequestMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RefreshBindingRequest.getDefaultInstance()))
              .setResponseMarshaller(io.grpc.protobuf.ProtoUtils.marshaller(
                  dev.placard.v1.RefreshBindingResponse.getDefaultInstance()))
              .setSchemaDescriptor(new BindingServiceMethodDescriptorSupplier("RefreshBinding"))
              .build();
        }
      }
    }
    return getRefreshBindingMethod;
  }

  /**
   * Creates a new async stub that supports all call types for the service
   */
  public static BindingServiceStub newStub(io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BindingServiceStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BindingServiceStub>() {
        @java.lang.Override
        public BindingServiceStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BindingServiceStub(channel, callOptions);
        }
      };
    return BindingServiceStub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports all types of calls on the service
   */
  public static BindingServiceBlockingV2Stub newBlockingV2Stub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BindingServiceBlockingV2Stub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BindingServiceBlockingV2Stub>() {
        @java.lang.Override
        public BindingServiceBlockingV2Stub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BindingServiceBlockingV2Stub(channel, callOptions);
        }
      };
    return BindingServiceBlockingV2Stub.newStub(factory, channel);
  }

  /**
   * Creates a new blocking-style stub that supports unary and streaming output calls on the service
   */
  public static BindingServiceBlockingStub newBlockingStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BindingServiceBlockingStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BindingServiceBlockingStub>() {
        @java.lang.Override
        public BindingServiceBlockingStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BindingServiceBlockingStub(channel, callOptions);
        }
      };
    return BindingServiceBlockingStub.newStub(factory, channel);
  }

  /**
   * Creates a new ListenableFuture-style stub that supports unary calls on the service
   */
  public static BindingServiceFutureStub newFutureStub(
      io.grpc.Channel channel) {
    io.grpc.stub.AbstractStub.StubFactory<BindingServiceFutureStub> factory =
      new io.grpc.stub.AbstractStub.StubFactory<BindingServiceFutureStub>() {
        @java.lang.Override
        public BindingServiceFutureStub newStub(io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
          return new BindingServiceFutureStub(channel, callOptions);
        }
      };
    return BindingServiceFutureStub.newStub(factory, channel);
  }

  /**
   * <pre>
   * Pictures of data that changes.
   * </pre>
   */
  public interface AsyncService {

    /**
     * <pre>
     * Saves a binding; it is refreshed for the first time within seconds. Needs the scope BINDINGS.
     * </pre>
     */
    default void createBinding(dev.placard.v1.CreateBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateBindingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getCreateBindingMethod(), responseObserver);
    }

    /**
     * <pre>
     * One binding. Needs the scope READ.
     * </pre>
     */
    default void getBinding(dev.placard.v1.GetBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetBindingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getGetBindingMethod(), responseObserver);
    }

    /**
     * <pre>
     * Bindings of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    default void listBindings(dev.placard.v1.ListBindingsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListBindingsResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getListBindingsMethod(), responseObserver);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. With another spec, source or mapping, or set ACTIVE again, it is refreshed at
     * once. Needs the scope BINDINGS.
     * </pre>
     */
    default void updateBinding(dev.placard.v1.UpdateBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UpdateBindingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getUpdateBindingMethod(), responseObserver);
    }

    /**
     * <pre>
     * Deletes a binding. Its URL serves nothing any more; its renders stay. Needs the scope BINDINGS.
     * </pre>
     */
    default void deleteBinding(dev.placard.v1.DeleteBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteBindingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getDeleteBindingMethod(), responseObserver);
    }

    /**
     * <pre>
     * Refreshes a binding now, a paused one too, and waits for the end. One that fails answers why, with the code that goes
     * with the reason, and counts as a failed refresh like any other. Needs the scope BINDINGS.
     * </pre>
     */
    default void refreshBinding(dev.placard.v1.RefreshBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RefreshBindingResponse> responseObserver) {
      io.grpc.stub.ServerCalls.asyncUnimplementedUnaryCall(getRefreshBindingMethod(), responseObserver);
    }
  }

  /**
   * Base class for the server implementation of the service BindingService.
   * <pre>
   * Pictures of data that changes.
   * </pre>
   */
  public static abstract class BindingServiceImplBase
      implements io.grpc.BindableService, AsyncService {

    @java.lang.Override public final io.grpc.ServerServiceDefinition bindService() {
      return BindingServiceGrpc.bindService(this);
    }
  }

  /**
   * A stub to allow clients to do asynchronous rpc calls to service BindingService.
   * <pre>
   * Pictures of data that changes.
   * </pre>
   */
  public static final class BindingServiceStub
      extends io.grpc.stub.AbstractAsyncStub<BindingServiceStub> {
    private BindingServiceStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BindingServiceStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BindingServiceStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a binding; it is refreshed for the first time within seconds. Needs the scope BINDINGS.
     * </pre>
     */
    public void createBinding(dev.placard.v1.CreateBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.CreateBindingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getCreateBindingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * One binding. Needs the scope READ.
     * </pre>
     */
    public void getBinding(dev.placard.v1.GetBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.GetBindingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getGetBindingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Bindings of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public void listBindings(dev.placard.v1.ListBindingsRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.ListBindingsResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getListBindingsMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. With another spec, source or mapping, or set ACTIVE again, it is refreshed at
     * once. Needs the scope BINDINGS.
     * </pre>
     */
    public void updateBinding(dev.placard.v1.UpdateBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.UpdateBindingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getUpdateBindingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Deletes a binding. Its URL serves nothing any more; its renders stay. Needs the scope BINDINGS.
     * </pre>
     */
    public void deleteBinding(dev.placard.v1.DeleteBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.DeleteBindingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getDeleteBindingMethod(), getCallOptions()), request, responseObserver);
    }

    /**
     * <pre>
     * Refreshes a binding now, a paused one too, and waits for the end. One that fails answers why, with the code that goes
     * with the reason, and counts as a failed refresh like any other. Needs the scope BINDINGS.
     * </pre>
     */
    public void refreshBinding(dev.placard.v1.RefreshBindingRequest request,
        io.grpc.stub.StreamObserver<dev.placard.v1.RefreshBindingResponse> responseObserver) {
      io.grpc.stub.ClientCalls.asyncUnaryCall(
          getChannel().newCall(getRefreshBindingMethod(), getCallOptions()), request, responseObserver);
    }
  }

  /**
   * A stub to allow clients to do synchronous rpc calls to service BindingService.
   * <pre>
   * Pictures of data that changes.
   * </pre>
   */
  public static final class BindingServiceBlockingV2Stub
      extends io.grpc.stub.AbstractBlockingStub<BindingServiceBlockingV2Stub> {
    private BindingServiceBlockingV2Stub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BindingServiceBlockingV2Stub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BindingServiceBlockingV2Stub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a binding; it is refreshed for the first time within seconds. Needs the scope BINDINGS.
     * </pre>
     */
    public dev.placard.v1.CreateBindingResponse createBinding(dev.placard.v1.CreateBindingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getCreateBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One binding. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetBindingResponse getBinding(dev.placard.v1.GetBindingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getGetBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Bindings of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListBindingsResponse listBindings(dev.placard.v1.ListBindingsRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getListBindingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. With another spec, source or mapping, or set ACTIVE again, it is refreshed at
     * once. Needs the scope BINDINGS.
     * </pre>
     */
    public dev.placard.v1.UpdateBindingResponse updateBinding(dev.placard.v1.UpdateBindingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getUpdateBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a binding. Its URL serves nothing any more; its renders stay. Needs the scope BINDINGS.
     * </pre>
     */
    public dev.placard.v1.DeleteBindingResponse deleteBinding(dev.placard.v1.DeleteBindingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getDeleteBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Refreshes a binding now, a paused one too, and waits for the end. One that fails answers why, with the code that goes
     * with the reason, and counts as a failed refresh like any other. Needs the scope BINDINGS.
     * </pre>
     */
    public dev.placard.v1.RefreshBindingResponse refreshBinding(dev.placard.v1.RefreshBindingRequest request) throws io.grpc.StatusException {
      return io.grpc.stub.ClientCalls.blockingV2UnaryCall(
          getChannel(), getRefreshBindingMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do limited synchronous rpc calls to service BindingService.
   * <pre>
   * Pictures of data that changes.
   * </pre>
   */
  public static final class BindingServiceBlockingStub
      extends io.grpc.stub.AbstractBlockingStub<BindingServiceBlockingStub> {
    private BindingServiceBlockingStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BindingServiceBlockingStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BindingServiceBlockingStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a binding; it is refreshed for the first time within seconds. Needs the scope BINDINGS.
     * </pre>
     */
    public dev.placard.v1.CreateBindingResponse createBinding(dev.placard.v1.CreateBindingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getCreateBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * One binding. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.GetBindingResponse getBinding(dev.placard.v1.GetBindingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getGetBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Bindings of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public dev.placard.v1.ListBindingsResponse listBindings(dev.placard.v1.ListBindingsRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getListBindingsMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. With another spec, source or mapping, or set ACTIVE again, it is refreshed at
     * once. Needs the scope BINDINGS.
     * </pre>
     */
    public dev.placard.v1.UpdateBindingResponse updateBinding(dev.placard.v1.UpdateBindingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getUpdateBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Deletes a binding. Its URL serves nothing any more; its renders stay. Needs the scope BINDINGS.
     * </pre>
     */
    public dev.placard.v1.DeleteBindingResponse deleteBinding(dev.placard.v1.DeleteBindingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getDeleteBindingMethod(), getCallOptions(), request);
    }

    /**
     * <pre>
     * Refreshes a binding now, a paused one too, and waits for the end. One that fails answers why, with the code that goes
     * with the reason, and counts as a failed refresh like any other. Needs the scope BINDINGS.
     * </pre>
     */
    public dev.placard.v1.RefreshBindingResponse refreshBinding(dev.placard.v1.RefreshBindingRequest request) {
      return io.grpc.stub.ClientCalls.blockingUnaryCall(
          getChannel(), getRefreshBindingMethod(), getCallOptions(), request);
    }
  }

  /**
   * A stub to allow clients to do ListenableFuture-style rpc calls to service BindingService.
   * <pre>
   * Pictures of data that changes.
   * </pre>
   */
  public static final class BindingServiceFutureStub
      extends io.grpc.stub.AbstractFutureStub<BindingServiceFutureStub> {
    private BindingServiceFutureStub(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      super(channel, callOptions);
    }

    @java.lang.Override
    protected BindingServiceFutureStub build(
        io.grpc.Channel channel, io.grpc.CallOptions callOptions) {
      return new BindingServiceFutureStub(channel, callOptions);
    }

    /**
     * <pre>
     * Saves a binding; it is refreshed for the first time within seconds. Needs the scope BINDINGS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.CreateBindingResponse> createBinding(
        dev.placard.v1.CreateBindingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getCreateBindingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * One binding. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.GetBindingResponse> getBinding(
        dev.placard.v1.GetBindingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getGetBindingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Bindings of the workspace, newest first. Needs the scope READ.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.ListBindingsResponse> listBindings(
        dev.placard.v1.ListBindingsRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getListBindingsMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Changes the fields named by the mask. With another spec, source or mapping, or set ACTIVE again, it is refreshed at
     * once. Needs the scope BINDINGS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.UpdateBindingResponse> updateBinding(
        dev.placard.v1.UpdateBindingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getUpdateBindingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Deletes a binding. Its URL serves nothing any more; its renders stay. Needs the scope BINDINGS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.DeleteBindingResponse> deleteBinding(
        dev.placard.v1.DeleteBindingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getDeleteBindingMethod(), getCallOptions()), request);
    }

    /**
     * <pre>
     * Refreshes a binding now, a paused one too, and waits for the end. One that fails answers why, with the code that goes
     * with the reason, and counts as a failed refresh like any other. Needs the scope BINDINGS.
     * </pre>
     */
    public com.google.common.util.concurrent.ListenableFuture<dev.placard.v1.RefreshBindingResponse> refreshBinding(
        dev.placard.v1.RefreshBindingRequest request) {
      return io.grpc.stub.ClientCalls.futureUnaryCall(
          getChannel().newCall(getRefreshBindingMethod(), getCallOptions()), request);
    }
  }

  private static final int METHODID_CREATE_BINDING = 0;
  private static final int METHODID_GET_BINDING = 1;
  private static final int METHODID_LIST_BINDINGS = 2;
  private static final int METHODID_UPDATE_BINDING = 3;
  private static final int METHODID_DELETE_BINDING = 4;
  private static final int METHODID_REFRESH_BINDING = 5;

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
        case METHODID_CREATE_BINDING:
          serviceImpl.createBinding((dev.placard.v1.CreateBindingRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.CreateBindingResponse>) responseObserver);
          break;
        case METHODID_GET_BINDING:
          serviceImpl.getBinding((dev.placard.v1.GetBindingRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.GetBindingResponse>) responseObserver);
          break;
        case METHODID_LIST_BINDINGS:
          serviceImpl.listBindings((dev.placard.v1.ListBindingsRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.ListBindingsResponse>) responseObserver);
          break;
        case METHODID_UPDATE_BINDING:
          serviceImpl.updateBinding((dev.placard.v1.UpdateBindingRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.UpdateBindingResponse>) responseObserver);
          break;
        case METHODID_DELETE_BINDING:
          serviceImpl.deleteBinding((dev.placard.v1.DeleteBindingRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.DeleteBindingResponse>) responseObserver);
          break;
        case METHODID_REFRESH_BINDING:
          serviceImpl.refreshBinding((dev.placard.v1.RefreshBindingRequest) request,
              (io.grpc.stub.StreamObserver<dev.placard.v1.RefreshBindingResponse>) responseObserver);
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
          getCreateBindingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.CreateBindingRequest,
              dev.placard.v1.CreateBindingResponse>(
                service, METHODID_CREATE_BINDING)))
        .addMethod(
          getGetBindingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.GetBindingRequest,
              dev.placard.v1.GetBindingResponse>(
                service, METHODID_GET_BINDING)))
        .addMethod(
          getListBindingsMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.ListBindingsRequest,
              dev.placard.v1.ListBindingsResponse>(
                service, METHODID_LIST_BINDINGS)))
        .addMethod(
          getUpdateBindingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.UpdateBindingRequest,
              dev.placard.v1.UpdateBindingResponse>(
                service, METHODID_UPDATE_BINDING)))
        .addMethod(
          getDeleteBindingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.DeleteBindingRequest,
              dev.placard.v1.DeleteBindingResponse>(
                service, METHODID_DELETE_BINDING)))
        .addMethod(
          getRefreshBindingMethod(),
          io.grpc.stub.ServerCalls.asyncUnaryCall(
            new MethodHandlers<
              dev.placard.v1.RefreshBindingRequest,
              dev.placard.v1.RefreshBindingResponse>(
                service, METHODID_REFRESH_BINDING)))
        .build();
  }

  private static abstract class BindingServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoFileDescriptorSupplier, io.grpc.protobuf.ProtoServiceDescriptorSupplier {
    BindingServiceBaseDescriptorSupplier() {}

    @java.lang.Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return dev.placard.v1.BindingServiceProto.getDescriptor();
    }

    @java.lang.Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().findServiceByName("BindingService");
    }
  }

  private static final class BindingServiceFileDescriptorSupplier
      extends BindingServiceBaseDescriptorSupplier {
    BindingServiceFileDescriptorSupplier() {}
  }

  private static final class BindingServiceMethodDescriptorSupplier
      extends BindingServiceBaseDescriptorSupplier
      implements io.grpc.protobuf.ProtoMethodDescriptorSupplier {
    private final java.lang.String methodName;

    BindingServiceMethodDescriptorSupplier(java.lang.String methodName) {
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
      synchronized (BindingServiceGrpc.class) {
        result = serviceDescriptor;
        if (result == null) {
          serviceDescriptor = result = io.grpc.ServiceDescriptor.newBuilder(SERVICE_NAME)
              .setSchemaDescriptor(new BindingServiceFileDescriptorSupplier())
              .addMethod(getCreateBindingMethod())
              .addMethod(getGetBindingMethod())
              .addMethod(getListBindingsMethod())
              .addMethod(getUpdateBindingMethod())
              .addMethod(getDeleteBindingMethod())
              .addMethod(getRefreshBindingMethod())
              .build();
        }
      }
    }
    return result;
  }
}
