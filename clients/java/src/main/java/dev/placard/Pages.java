package dev.placard;

import com.google.protobuf.Message;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * All items of a List method, page by page as they are asked for:
 *
 * <pre>{@code
 * var request = ListRendersRequest.newBuilder().setState(RenderState.RENDER_STATE_FAILED).build();
 * for (Render render : Pages.of(placard.renders()::listRenders, request, ListRendersResponse::getRendersList)) …
 * }</pre>
 */
public final class Pages<T> implements Iterable<T> {
  private final Function<String, Page<T>> fetch;

  private record Page<T>(List<T> items, String nextPageToken) {}

  private Pages(Function<String, Page<T>> fetch) {
    this.fetch = fetch;
  }

  /** The items of what `list` answers to the request. Each iteration begins anew, at the request's page. */
  public static <Q extends Message, A extends Message, T> Pages<T> of(
      Function<Q, A> list, Q request, Function<A, List<T>> items) {
    var tokenField = request.getDescriptorForType().findFieldByName("page_token");
    if (tokenField == null) {
      throw new IllegalArgumentException(request.getDescriptorForType().getFullName() + " has no page_token");
    }
    return new Pages<>(token -> {
      @SuppressWarnings("unchecked") // A message's builder builds messages of its type.
      Q next = token.isEmpty() ? request : (Q) request.toBuilder().setField(tokenField, token).build();
      A page = list.apply(next);
      var nextField = page.getDescriptorForType().findFieldByName("next_page_token");
      return new Page<>(items.apply(page), (String) page.getField(nextField));
    });
  }

  /** The items, one after the other. */
  public Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private final Queue<T> here = new ArrayDeque<>();
      private String token = "";
      private boolean last;

      @Override
      public boolean hasNext() {
        while (here.isEmpty() && !last) {
          Page<T> page = fetch.apply(token);
          here.addAll(page.items());
          token = page.nextPageToken();
          last = token.isEmpty();
        }
        return !here.isEmpty();
      }

      @Override
      public T next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return here.remove();
      }
    };
  }
}
