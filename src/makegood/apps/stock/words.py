"""The words of stocks; stable for ever."""

HOLDERS = ("hub", "shop", "supplier")  # whose shelf it lies on, and so who sends it
# counted: a person said how many there are. restocked: what came back as good as new was put there, by the batch that is its `subject`. The others belong to one order of new goods, whose public id is their `subject`.
MOVES = ("counted", "restocked", "reserved", "released", "taken")
ELSEWHERE = "*"  # the days of a stock or source into every market that it does not name
