"""The keeping of mail: pages and commands of operators, and the page where one unsubscribes."""
