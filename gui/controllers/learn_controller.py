"""Learn: offers the ways, and joins them with the form and the runs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox, QWidget

from gui.controllers.context import Context
from gui.controllers.inside_controller import InsideController
from gui.learn.cards_way import CardsWay
from gui.learn.challenge_way import ChallengeWay
from gui.learn.drawing_way import DrawingWay
from gui.learn.exam_way import ExamWay
from gui.learn.learn_page import LearnPage
from gui.learn.own_way import OwnWay
from gui.learn.practice_way import PracticeWay
from gui.learn.progress_keeper import ProgressKeeper
from gui.learn.teacher import Teacher
from gui.learn.tour_way import TourWay
from gui.learn.tutorial_way import TutorialWay
from gui.learn.way import Way
from gui.widgets.messages import Icon, message_box
from gui.widgets.pages import INSIDE, LABORATORY, LEARN
from gui.widgets.while_seen import WhileSeen
from training.experiment.experiment import Experiment
from training.machine.folders import data_folder
from training.runs.run import Run

MISTAKES, CODE = "Spotting the mistake", "Reading code"  # topics with ways of their own


class LearnController(QObject):
    """Builds the page when it is entered, and each way when it is chosen; progress is kept beside the runs."""

    def __init__(self, context: Context, inside: InsideController) -> None:
        super().__init__(context)
        self._context, self._inside = context, inside
        self.page: LearnPage | None = None  # until it is entered for the first time
        self.teacher = Teacher(context.jobs, self)
        context.window.pages.offer(LEARN, self._build)

    def _build(self) -> QWidget:
        page = self.page = LearnPage()
        self.keeper = ProgressKeeper(data_folder(), self._context.session.library.disk, self)
        self.keeper.message.connect(self._context.dialogs.show_message)
        self.keeper.changed.connect(page.show_progress)
        self._add_tours(page)
        self._add_questions(page)
        self._add_exercises(page)
        page.reset_wanted.connect(self._ask_reset)
        seen = WhileSeen(page, self._follow)
        self._context.document.experiment_changed.connect(seen.change)
        self._context.preparation.dataset_changed.connect(seen.change)
        self._context.session.run_ended.connect(self._on_run_ended)
        page.choose("why")
        if self.keeper.note:
            self._context.dialogs.show_message(self.keeper.note)
        return page

    def _add_tours(self, page: LearnPage) -> None:
        from training.practice.tours import read_tours

        for tour in read_tours():
            page.add_way(tour.id, tour.title, tour.about, self._later(TourWay, tour, self.teacher))

    def _add_questions(self, page: LearnPage) -> None:
        from training.practice.bank import read_bank

        bank = read_bank()
        for key, title, about, topics in (
            ("questions", "Questions", "Every option is run, and you see what really happens.", None),
            ("reading", "Reading code", "What do these lines do? Choose, then see them run.", (CODE,)),
            ("mistakes", "Spot the mistake", "Something is wrong in each of these. Find out what.", (MISTAKES,)),
        ):
            chosen = tuple(question for question in bank if topics is None or question.topic in topics)
            name = f"learn.{key}"
            page.add_way(key, title, about, self._later(PracticeWay, name, chosen, self.teacher, self.keeper))
        own = "Made up about the schedule in the form; wrong options are what people get wrong."
        page.add_way("own", "Your own schedule", own, self._later(OwnWay, self.teacher))
        exam = "Ten questions, easy to hard, marked when you hand them in."
        page.add_way("test", "Graded test", exam, self._later(ExamWay, bank, self.teacher, self.keeper))

    def _add_exercises(self, page: LearnPage) -> None:
        from training.practice.cards import read_cards
        from training.practice.challenges import read_challenges
        from training.practice.drawings import read_drawings
        from training.practice.tutorial import read_tutorial

        drawing = "Draw a schedule before you see it; you are told what is right about it."
        tasks = read_drawings()
        page.add_way("drawing", "Draw the curve", drawing, self._later(DrawingWay, tasks, self.teacher, self.keeper))
        cards = "Terms and traps. What you knew comes back in some days, the rest soon."
        deck = read_cards()
        page.add_way("cards", "Flash cards", cards, self._later(CardsWay, deck, self.teacher, self.keeper))
        goals, challenges = "Reach a goal by training in the window.", read_challenges()
        page.add_way("challenges", "Challenges", goals, lambda: self._connected(ChallengeWay(challenges, self.keeper)))
        replay = "A printed tutorial's statements, each checked by running it, and its key insight."
        way = self._later(TutorialWay, read_tutorial(), self.teacher)
        page.add_way("tutorial", "The tutorial, replayed", replay, way)

    def _later(self, kind: Callable[..., Way], *parts: object) -> Callable[[], Way]:
        return lambda: self._connected(kind(*parts, self._context.appearance))

    def _connected(self, way: Way) -> Way:
        way.experiment_wanted.connect(self._take)
        way.page_wanted.connect(self._go)
        way.follow(self._context.document.experiment, self._rows())
        return way

    def finish(self) -> None:
        """Run nothing more; the window closes."""
        self.teacher.finish()

    def _rows(self) -> int | None:
        return self._context.preparation.dataset.rows if self._context.preparation.dataset is not None else None

    def _follow(self) -> None:
        for way in self._built():
            way.follow(self._context.document.experiment, self._rows())

    def _built(self) -> list[Way]:
        return list(self.page.built.values()) if self.page is not None else []

    def _take(self, experiment: Experiment) -> None:
        self._context.document.take(experiment)
        self._context.dialogs.show_message("The experiment is in the form. Undo brings the one before back.")

    def _go(self, page: str) -> None:
        """Show where the window shows a subject."""
        if page == "laboratory":
            self._context.window.pages.enter(LABORATORY)
        else:
            self._context.window.pages.enter(INSIDE)
            self._inside.show_panel(page)

    def _on_run_ended(self, run: Run) -> None:
        for way in self._built():
            if isinstance(way, ChallengeWay):
                way.take_run(run)

    def _ask_reset(self) -> None:
        box = message_box(
            self._context.window,
            Icon.Question,
            "Forget all progress?",
            "Answers, cards, tests and challenges begin anew. Your runs and experiments stay.",
        )
        forget = box.addButton("Forget", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton("Keep", QMessageBox.ButtonRole.RejectRole))
        forget.clicked.connect(self._reset)
        box.open()

    def _reset(self) -> None:
        self.keeper.reset()
        for way in self._built():
            way.begin()
