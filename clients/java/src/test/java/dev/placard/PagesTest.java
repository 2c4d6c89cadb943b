package dev.placard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.placard.v1.GetRenderRequest;
import dev.placard.v1.ListRendersRequest;
import dev.placard.v1.ListRendersResponse;
import dev.placard.v1.Render;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PagesTest {
  private static final Map<String, ListRendersResponse> PAGES = Map.of(
      "", page("empty", "a", "b"),
      "empty", page("last"),
      "last", page("", "c"));

  private final List<String> asked = new ArrayList<>();

  private static ListRendersResponse page(String next, String... slugs) {
    var page = ListRendersResponse.newBuilder().setNextPageToken(next);
    for (String slug : slugs) {
      page.addRenders(Render.newBuilder().setSlug(slug));
    }
    return page.build();
  }

  private Pages<Render> pages(String token) {
    return Pages.of(
        request -> {
          asked.add(request.getPageToken());
          return PAGES.get(request.getPageToken());
        },
        ListRendersRequest.newBuilder().setPageToken(token).build(),
        ListRendersResponse::getRendersList);
  }

  private static List<String> slugs(Pages<Render> pages) {
    return pages.stream().map(Render::getSlug).toList();
  }

  @Test
  void itemsOfAllPages() {
    var all = pages("");
    assertEquals(List.of("a", "b", "c"), slugs(all));
    assertEquals(List.of("", "empty", "last"), asked);
    assertEquals(List.of("a", "b", "c"), slugs(all));
    assertEquals(List.of("c"), slugs(pages("last")));
    assertFalse(Pages.of(request -> page(""), ListRendersRequest.getDefaultInstance(),
        ListRendersResponse::getRendersList).iterator().hasNext());
  }

  @Test
  void pagesAreAskedForWhenTheyAreNeeded() {
    assertEquals(2, pages("").stream().limit(2).count());
    assertEquals(List.of(""), asked);
  }

  @Test
  void aMethodWithoutPagesIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Pages.of(request -> page(""), GetRenderRequest.getDefaultInstance(), ListRendersResponse::getRendersList));
  }
}
